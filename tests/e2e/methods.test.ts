// Every method from draft to published reading, through the functions an app calls.
import assert from "node:assert/strict";
import { methods, tally, tieSeed, toJson } from "../../supabase/functions/_shared/voting/mod.ts";
import { invoke, startTestStack } from "../support/stack.ts";
import { votes } from "../voting/support.ts";

interface Case {
  choices: [unknown, unknown, unknown];
  invalid: unknown;
  parameters?: Record<string, string | boolean>;
  seats?: number;
}

const RANKINGS: Case = {
  choices: [[[0], [1], [2]], [[1, 2]], [[2], [1]]],
  invalid: [[0], [0]],
};
const CASES: Record<keyof typeof methods, Case> = {
  yes_no: { choices: ["yes", "yes", "abstain"], invalid: "object" },
  consent: { choices: ["consent", "object", "stand_aside"], invalid: "yes" },
  plurality: { choices: [2, 2, 0], invalid: 3 },
  approval: { choices: [[0, 1], [1], []], invalid: [1, 0] },
  score: {
    choices: [[10, 5, null], [0, 6, 7], [null, 1, 2]],
    invalid: [11, 0, 0],
    parameters: { aggregate: "mean" },
    seats: 2,
  },
  star: { choices: [[5, 0, 0], [0, 4, 3], [1, 2, 5]], invalid: [6, 0, 0] },
  stance: { choices: [[-3, 1, null], [3, 1, 0], [-1, -1, 2]], invalid: [4, 0, 0] },
  majority_judgment: { choices: [[5, 4, 0], [3, 4, 1], [0, 2, null]], invalid: [1, 2] },
  cumulative: { choices: [[10, 0, 0], [3, 3, 4], [0, 5, 5]], invalid: [10, 1, 0] },
  budget_split: { choices: [[60, 40, 0], [0, 0, 100], [30, 30, 30]], invalid: [60, 41, 0] },
  quadratic: {
    choices: [[10, null, null], [-6, 8, 0], [1, 1, 1]],
    invalid: [10, 1, 0],
    parameters: { allowNegative: true },
  },
  borda: RANKINGS,
  irv: RANKINGS,
  stv: { ...RANKINGS, seats: 2, parameters: { quota: "hare" } },
  schulze: RANKINGS,
  ranked_pairs: { ...RANKINGS, parameters: { pairStrength: "margins" } },
  minimax: RANKINGS,
  copeland: { ...RANKINGS, seats: 3 },
};

Deno.test("every method, from draft to published reading", async (t) => {
  const stack = await startTestStack();
  try {
    const people = await Promise.all(["ola", "pia", "sam"].map((name) => stack.signUp(name)));
    const [ola, ...guests] = people;
    const { data: space } = await ola!.rpc("create_space", { name: "Rowing", slug: "rowing" })
      .throwOnError();
    for (const guest of guests) {
      const person = (await guest.auth.getUser()).data.user!.id;
      await ola!.rpc("invite_member", { space: space!.id, person }).throwOnError();
      await guest.rpc("join_space", { space: space!.id }).throwOnError();
    }

    for (
      const [method, { choices, invalid, parameters = {}, seats = 1 }] of Object.entries(CASES)
    ) {
      await t.step(method, async () => {
        const fixed = method === "yes_no" || method === "consent";
        const { data: draft } = await ola!.rpc("create_poll", {
          space: space!.id,
          title: method,
          modality: method,
          options: fixed ? [] : ["Eight", "Four", "None"],
          parameters,
          seats,
        }).throwOnError();
        const poll = draft!.id;
        await ola!.rpc("open_poll", { poll }).throwOnError();
        const refused = await invoke(ola!, `votes/polls/${poll}/ballot`, "POST", {
          choice: invalid,
        });
        assert.deepEqual([refused.status, refused.answer.code], [422, "invalid_choice"]);
        for (const [index, choice] of choices.entries()) {
          const cast = await invoke(people[index]!, `votes/polls/${poll}/ballot`, "POST", {
            choice,
          });
          assert.deepEqual([cast.status, cast.answer.choice], [200, choice]);
        }
        for (const step of ["close", "tally", "publish"]) {
          const { status, answer } = await invoke(ola!, `tallies/polls/${poll}/${step}`, "POST");
          assert.equal(status, 200, JSON.stringify(answer));
        }

        const { data: options } = await guests[0]!.from("poll_options").select("id")
          .eq("poll_id", poll).order("position").throwOnError();
        const optionIds = options!.map(({ id }) => id);
        const expected = tally({
          method,
          options: optionIds.length,
          optionIds,
          seats,
          seed: tieSeed(poll, optionIds),
          parameters,
          groups: votes(...choices.map((choice): [unknown, number] => [choice, 1])),
        });
        const { data: reading } = await guests[0]!.from("poll_results").select("winners, result")
          .eq("poll_id", poll).single().throwOnError();
        assert.deepEqual(reading, { winners: expected.winners, result: toJson(expected) });
      });
    }
  } finally {
    await stack.stop();
  }
});
