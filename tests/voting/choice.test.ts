import assert from "node:assert/strict";
import {
  InvalidChoice,
  parseChoice,
  parseParameters,
} from "../../supabase/functions/_shared/voting/mod.ts";

function refuses(
  [method, options, parameters, input]: Parameters<typeof parseChoice>,
  ...paths: (string | number)[][]
) {
  assert.throws(() => parseChoice(method, options, parameters, input), (error) => {
    assert(error instanceof InvalidChoice);
    assert.equal(error.code, "invalid_choice");
    assert.deepEqual(error.details.map(({ path }) => path), paths);
    return true;
  });
}

Deno.test("yes_no takes yes, no or abstain and nothing near them", () => {
  for (const choice of ["yes", "no", "abstain"]) {
    assert.equal(parseChoice("yes_no", 2, {}, choice), choice);
  }
  for (const choice of ["Yes", " yes", "", 0, 1, true, null, undefined, ["yes"], {}]) {
    refuses(["yes_no", 2, {}, choice], []);
  }
});

Deno.test("plurality takes one position of the poll", () => {
  for (const choice of [0, 1, 2]) assert.equal(parseChoice("plurality", 3, {}, choice), choice);
  for (const choice of [-1, 3, 0.5, NaN, "1", 1n, null, undefined, [1], {}]) {
    refuses(["plurality", 3, {}, choice], []);
  }
});

Deno.test("approval takes a set in any order and writes it ascending", () => {
  assert.deepEqual(parseChoice("approval", 12, {}, [10, 2, 9]), [2, 9, 10]);
  assert.deepEqual(parseChoice("approval", 3, {}, [0, 1, 2]), [0, 1, 2]);
});

Deno.test("approval takes an empty set as a blank ballot", () => {
  assert.deepEqual(parseChoice("approval", 3, {}, []), []);
});

Deno.test("approval names each bad part and repairs none", () => {
  refuses(["approval", 4, {}, [1, 1, 0, 0]], [1], [3]);
  refuses(["approval", 4, {}, [0, 4, "1", -1]], [1], [2], [3]);
  for (const choice of [0, "0", null, undefined, { 0: 0 }]) {
    refuses(["approval", 3, {}, choice], []);
  }
});

Deno.test("approval stops at maxChoices", () => {
  assert.deepEqual(parseChoice("approval", 4, { maxChoices: 2 }, [3, 0]), [0, 3]);
  refuses(["approval", 4, { maxChoices: 2 }, [3, 0, 1]], []);
});

Deno.test("a huge choice is refused with a short answer", () => {
  const choice = Array.from({ length: 100_000 }, (_, index) => index + 5);
  assert.throws(() => parseChoice("approval", 4, {}, choice), (error) => {
    assert(error instanceof InvalidChoice);
    return error.details.length === 1;
  });
});

Deno.test("a poll that is wrong itself is not the choice's fault", () => {
  const wrong: [Parameters<typeof parseChoice>, string][] = [
    [["dice", 2, {}, "yes"], "unknown_method"],
    [["toString", 2, {}, "yes"], "unknown_method"],
    [["yes_no", 3, {}, "yes"], "invalid_election"],
    [["plurality", 0, {}, 0], "invalid_election"],
    [["plurality", 1.5, {}, 0], "invalid_election"],
    [["plurality", 2, { maxChoices: 1 }, 0], "invalid_parameters"],
    [["approval", 2, { maxChoices: 0 }, []], "invalid_parameters"],
    [["approval", 2, [], []], "invalid_parameters"],
    [["yes_no", 2, { thresholdBps: 0 }, "yes"], "invalid_parameters"],
    [["yes_no", 2, { thresholdBps: 10_001 }, "yes"], "invalid_parameters"],
    [["yes_no", 2, { thresholdBps: 51.5 }, "yes"], "invalid_parameters"],
  ];
  for (const [poll, code] of wrong) assert.throws(() => parseChoice(...poll), { code });
});

Deno.test("parameters are completed with their defaults", () => {
  assert.deepEqual(parseParameters("yes_no", undefined), { thresholdBps: 5100 });
  assert.deepEqual(parseParameters("yes_no", { thresholdBps: 6600 }), { thresholdBps: 6600 });
  assert.deepEqual(parseParameters("plurality", null), {});
  assert.deepEqual(parseParameters("approval", {}), {});
});
