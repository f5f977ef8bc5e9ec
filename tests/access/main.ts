// Writes docs/access-matrix.md from what a live database answers; with --check, compares.
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { prepareData } from "../../stack/prepared_data.ts";
import { startDatabase } from "../../stack/stack.ts";
import { actors } from "./actors.ts";
import { functions, tables } from "./catalog.ts";
import { type Line, probeFunction, probeTable } from "./probe.ts";
import { tell } from "./story.ts";

const file = fileURLToPath(new URL("../../docs/access-matrix.md", import.meta.url));

const grid = (head: string, lines: Line[]) => {
  const row = (cells: string[]) => `| ${cells.join(" | ")} |\n`;
  return row([head, ...actors]) + row([head, ...actors].map(() => "---")) +
    lines.map(({ subject, cells }) => row([subject, ...actors.map((actor) => cells[actor])]))
      .join("");
};

const data = await prepareData({ seed: false });
const database = await startDatabase({ data, ephemeral: true, seed: false });
const sql = postgres(database.url, { max: 1, onnotice: () => {} });
try {
  await tell(sql);
  await sql.unsafe("begin");
  let page = `# Access matrix

What each person gets from a database where a private space has a person of every rank and one it
banned, next to a public and a private space of others. Written by \`npm run access\`, which
tries it all; do not edit.

**–** no right at all · **none** the right, but on none of the rows · **own** · **some** · **all** ·
a status and a code: what other rows answer. A command that nobody may use has no line.

## Tables
`;
  for (const table of await tables(sql)) {
    page += `\n### ${table.name}\n\n${grid("", await probeTable(sql, table))}`;
  }
  const calls: Line[] = [];
  for (const callee of await functions(sql)) calls.push(await probeFunction(sql, callee));
  page += `\n## Functions

Called with ids that do not exist and empty values: **yes** it answers · **–** not theirs to call ·
else the refusal.\n\n${grid("", calls)}`;

  if (!Deno.args.includes("--check")) await Deno.writeTextFile(file, page);
  else if (page !== await Deno.readTextFile(file).catch(() => "")) {
    console.error("docs/access-matrix.md is stale: run npm run access.");
    Deno.exitCode = 1;
  }
} finally {
  await sql.end({ timeout: 1 });
  await database.stop();
}
