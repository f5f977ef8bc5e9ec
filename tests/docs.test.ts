// Runs what the README and the pages in docs/ show: the js blocks of a page are one program, and the
// text block after a js block is what it prints. Each page gets the seeded stack of a newcomer.
import assert from "node:assert/strict";
import { join } from "node:path";
import { repository } from "../stack/packages.ts";
import { prepareData } from "../stack/prepared_data.ts";
import { startStack } from "../stack/stack.ts";

const pages = [
  "README.md",
  ...[...Deno.readDirSync(join(repository, "docs"))].map(({ name }) => `docs/${name}`).sort(),
];

/** The program of a page and what it should print. */
function read(markdown: string): { program: string; output: string } {
  const blocks = [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({
    language,
    text,
  }));
  const program = blocks.filter(({ language }) => language === "js").map(({ text }) => text).join(
    "\n",
  );
  const output = blocks
    .filter(({ language }, index) => language === "text" && blocks[index - 1]?.language === "js")
    .map(({ text }) => text).join("");
  return { program, output };
}

for (const page of pages) {
  const { program, output } = read(await Deno.readTextFile(join(repository, page)));
  if (!program) continue;
  Deno.test(page, async () => {
    const data = await prepareData({ seed: true });
    const stack = await startStack({ data, ephemeral: true, port: 0, seed: true });
    // Inside the repository, so that node finds the packages.
    const file = await Deno.makeTempFile({
      dir: join(repository, "tests"),
      prefix: ".page-",
      suffix: ".mjs",
    });
    try {
      await Deno.writeTextFile(file, program);
      const { code, stdout, stderr } = await new Deno.Command("node", {
        args: [`--env-file=${stack.data.env}`, file],
      }).output();
      assert.equal(code, 0, new TextDecoder().decode(stderr));
      assert.equal(new TextDecoder().decode(stdout), output);
    } finally {
      await Deno.remove(file);
      await stack.stop();
    }
  });
}
