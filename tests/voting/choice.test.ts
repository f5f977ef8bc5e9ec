import assert from "node:assert/strict";
import { z } from "zod";
import {
  InvalidChoice,
  methods,
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

Deno.test("marks are one integer or null per option, in order", () => {
  assert.deepEqual(parseChoice("score", 3, {}, [10, null, 0]), [10, null, 0]);
  assert.deepEqual(parseChoice("stance", 3, {}, [-3, 3, null]), [-3, 3, null]);
  assert.deepEqual(parseChoice("star", 2, { max: 9 }, [9, 0]), [9, 0]);
  assert.deepEqual(parseChoice("majority_judgment", 2, { grades: 3 }, [2, null]), [2, null]);
  refuses(["score", 3, {}, [11, -1, 0.5]], [0], [1], [2]);
  refuses(["star", 2, {}, [6, "5"]], [0], [1]);
  refuses(["stance", 2, {}, [4, -4]], [0], [1]);
  refuses(["majority_judgment", 2, { grades: 3 }, [3, 1n]], [0], [1]);
  for (const choice of [[1, 2], [1, 2, 3, 4], [], "123", null, undefined, { 0: 1, 1: 2, 2: 3 }]) {
    refuses(["score", 3, {}, choice], []);
  }
  refuses(["score", 3, {}, [1, undefined, NaN]], [1], [2]);
  // deno-lint-ignore no-sparse-arrays
  refuses(["score", 3, {}, [1, , 2]], [1]);
});

Deno.test("a ballot over its budget is refused as a whole, not cut down to it", () => {
  assert.deepEqual(parseChoice("cumulative", 3, {}, [4, 6, 0]), [4, 6, 0]);
  refuses(["cumulative", 3, {}, [4, 6, 1]], []);
  refuses(["cumulative", 3, {}, [11, null, null]], [0]);
  refuses(["cumulative", 3, {}, [-1, 5, 5]], [0]);
  assert.deepEqual(parseChoice("budget_split", 2, {}, [60, 40]), [60, 40]);
  refuses(["budget_split", 2, {}, [60, 41]], []);
  assert.deepEqual(parseChoice("quadratic", 3, { credits: 14 }, [1, 2, 3]), [1, 2, 3]);
  refuses(["quadratic", 3, { credits: 13 }, [1, 2, 3]], []);
  refuses(["quadratic", 2, { credits: 13 }, [-1, 4]], [0], [1]);
  const negative = { credits: 25, allowNegative: true };
  assert.deepEqual(parseChoice("quadratic", 2, negative, [-3, 4]), [-3, 4]);
  refuses(["quadratic", 2, negative, [-4, 4]], []);
});

Deno.test("a ranking is tiers of positions; within a tier any order is the same choice", () => {
  assert.deepEqual(parseChoice("schulze", 12, {}, [[10, 2, 9], [0]]), [[2, 9, 10], [0]]);
  assert.deepEqual(parseChoice("borda", 3, {}, []), []);
  refuses(["irv", 3, {}, [[0], [0, 1], [3]]], [1, 0], [2, 0]);
  refuses(["stv", 3, {}, [[0], []]], [1]);
  refuses(["irv", 3, {}, [0, [1]]], [0]);
  refuses(["irv", 3, {}, [["0"], [1.5], [-1]]], [0, 0], [1, 0], [2, 0]);
  refuses(["irv", 3, {}, [[0], [1], [2], [0]]], []);
  refuses(["irv", 2, {}, [[0, 1, 2]]], [0]);
  for (const choice of ["A>B", null, undefined, 0, { 0: [0] }]) {
    refuses(["ranked_pairs", 3, {}, choice], []);
  }
});

Deno.test("consent takes consent, stand_aside or object", () => {
  assert.equal(parseChoice("consent", 2, {}, "stand_aside"), "stand_aside");
  for (const choice of ["yes", "veto", 0, null]) refuses(["consent", 2, {}, choice], []);
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
    [["score", 2, { min: 5, max: 5 }, [5, 5]], "invalid_parameters"],
    [["score", 2, { aggregate: "median" }, [5, 5]], "invalid_parameters"],
    [["score", 2, { max: 1001 }, [5, 5]], "invalid_parameters"],
    [["star", 2, { max: 0 }, [0, 0]], "invalid_parameters"],
    [["majority_judgment", 2, { grades: 1 }, [0, 0]], "invalid_parameters"],
    [["cumulative", 2, { points: 0 }, [0, 0]], "invalid_parameters"],
    [["quadratic", 2, { credits: 1.5 }, [0, 0]], "invalid_parameters"],
    [["borda", 2, { base: 2 }, []], "invalid_parameters"],
    [["schulze", 2, { unranked: "first" }, []], "invalid_parameters"],
    [["schulze", 2, { quota: "hare" }, []], "invalid_parameters"],
    [["stv", 2, { quota: "imperiali" }, []], "invalid_parameters"],
    [["consent", 2, { maxObjectionBps: 10_000 }, "object"], "invalid_parameters"],
    [["consent", 3, {}, "object"], "invalid_election"],
  ];
  for (const [poll, code] of wrong) assert.throws(() => parseChoice(...poll), { code });
});

Deno.test("parameters are completed with their defaults", () => {
  assert.deepEqual(parseParameters("yes_no", undefined), { thresholdBps: 5100 });
  assert.deepEqual(parseParameters("yes_no", { thresholdBps: 6600 }), { thresholdBps: 6600 });
  assert.deepEqual(parseParameters("plurality", null), {});
  assert.deepEqual(parseParameters("approval", {}), {});
  assert.deepEqual(parseParameters("score", {}), { min: 0, max: 10, aggregate: "sum" });
  assert.deepEqual(parseParameters("ranked_pairs", { unranked: "no_preference" }), {
    unranked: "no_preference",
    pairStrength: "winning_votes",
  });
});

Deno.test("where a lens weighs, STV's quota is one that no scaling of weights changes", () => {
  assert.deepEqual(parseParameters("stv", {}), { unranked: "last", quota: "droop" });
  const weighted = { unranked: "last", quota: "hagenbach_bischoff" };
  assert.deepEqual(parseParameters("stv", {}, true), weighted);
  assert.deepEqual(parseParameters("stv", { quota: "hare" }, true), {
    unranked: "last",
    quota: "hare",
  });
  assert.throws(() => parseParameters("stv", [], true), { code: "invalid_parameters" });
});

Deno.test("every method describes itself, its parameters and their bounds", () => {
  for (const [name, method] of Object.entries(methods)) {
    assert.equal(method.name, name);
    assert.match(method.description, /^[A-Z].{20,100}\.$/);
    const { properties } = z.toJSONSchema(method.parameterSchema, { io: "input" });
    for (const [parameter, schema] of Object.entries(properties ?? {})) {
      assert(typeof schema === "object" && schema.description, `${name}.${parameter} says what`);
    }
    // A choice that nothing allows is refused by the schema itself.
    const { options = 3 } = method.fixed;
    assert.equal(method.choiceSchema(options, {}).safeParse({ not: "a choice" }).success, false);
  }
});
