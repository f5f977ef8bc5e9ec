// The sweep of stored objects may end anywhere: the next one finishes it.
import assert from "node:assert/strict";
import { type Batch, type Removals, sweep } from "../../supabase/functions/erasures/sweep.ts";

/** Removals in memory that end with a failure at the given step, counted from 1. */
function removals(failAt = Infinity) {
  const stored = new Set(["a/1", "a/2", "a/3", "b/4", "elsewhere"]);
  const list: Batch[] = [
    { bucket: "files", paths: ["a/1", "a/2"] },
    { bucket: "files", paths: ["a/3"] },
    { bucket: "avatars", paths: ["b/4"] },
  ];
  let steps = 0;
  const step = () => {
    if (++steps === failAt) throw new Error("cut off");
    return Promise.resolve();
  };
  const parts: Removals = {
    due: async () => {
      await step();
      return list.slice(0, 2);
    },
    remove: async ({ paths }) => {
      for (const path of paths) {
        await step();
        stored.delete(path);
      }
    },
    removed: async (batch) => {
      await step();
      list.splice(list.indexOf(batch), 1);
    },
  };
  return { parts, stored, list, steps: () => steps };
}

Deno.test("a sweep removes what is due and nothing else", async () => {
  const { parts, stored, list } = removals();
  assert.equal(await sweep(parts), 4);
  assert.deepEqual([[...stored], list], [["elsewhere"], []]);
});

Deno.test("a sweep that is cut off anywhere is finished by the next", async () => {
  const whole = removals();
  await sweep(whole.parts);
  for (let failAt = 1; failAt <= whole.steps(); failAt++) {
    const { parts, stored, list } = removals(failAt);
    await assert.rejects(sweep(parts), /cut off/);
    await sweep(parts);
    assert.deepEqual([[...stored], list], [["elsewhere"], []], `cut off at step ${failAt}`);
  }
});
