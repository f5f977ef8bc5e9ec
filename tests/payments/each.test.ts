// Going through what is due when some of it fails.
import assert from "node:assert/strict";
import { ProviderError } from "../../supabase/functions/_shared/payments/port.ts";
import { each } from "../../supabase/functions/payments/each.ts";

/** Goes through four of which the second fails; whom it came to, and the count. */
async function round(failure: Error) {
  const met: number[] = [];
  const { error } = console;
  console.error = () => {};
  try {
    const done = await each([1, 2, 3, 4], (one) => {
      met.push(one);
      return one === 2 ? Promise.reject(failure) : Promise.resolve();
    });
    return { met, done };
  } finally {
    console.error = error;
  }
}

Deno.test("one that fails keeps no other from its turn", async () => {
  const all = { met: [1, 2, 3, 4], done: 3 };
  assert.deepEqual(await round(new Error("cannot be opened")), all);
  assert.deepEqual(await round(new ProviderError("not_found", "gone")), all);
});

Deno.test("a provider that does not answer is not asked for all the others", async () => {
  for (const code of ["timed_out", "unavailable"] as const) {
    assert.deepEqual(await round(new ProviderError(code, "busy")), { met: [1, 2], done: 1 });
  }
});
