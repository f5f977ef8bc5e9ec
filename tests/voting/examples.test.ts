// The page on voting gives an example for every method; here each is counted.
import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { repository } from "../../stack/packages.ts";
import { methods, tally, toJson } from "../../supabase/functions/_shared/voting/mod.ts";
import { votes } from "./support.ts";

const Example = z.strictObject({
  method: z.string(),
  options: z.int(),
  seats: z.int().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  ballots: z.array(z.tuple([z.unknown(), z.int()])),
  result: z.record(z.string(), z.unknown()),
});

const page = await Deno.readTextFile(join(repository, "docs/voting.md"));
const examples = [...page.matchAll(/^```json\n(.*?)^```$/gms)]
  .map(([, text]) => Example.parse(JSON.parse(text!)));

for (const { ballots, result, ...poll } of examples) {
  Deno.test(`the page's example of ${poll.method}`, () => {
    const counted = toJson(tally({ ...poll, seed: "s1", groups: votes(...ballots) }));
    for (const [part, expected] of Object.entries(result)) {
      assert.deepEqual((counted as Record<string, unknown>)[part], expected, part);
    }
  });
}

Deno.test("every method has an example on its page", () => {
  assert.deepEqual(examples.map(({ method }) => method), Object.keys(methods));
});
