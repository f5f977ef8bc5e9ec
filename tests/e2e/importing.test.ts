// Votes cast elsewhere, through the function: row by row answers, double clicks and two people at once.
import assert from "node:assert/strict";
import { invoke, startTestStack } from "../support/stack.ts";

Deno.test("importing", async (t) => {
  await using stack = await startTestStack();
  const [ola, mia] = await Promise.all(["ola", "mia"].map((name) => stack.signUp(name)));
  const { data: space } = await ola!.rpc("create_space", { name: "Rowing", slug: "rowing" })
    .throwOnError();
  const { data: { user } } = await mia!.auth.getUser();
  await ola!.rpc("invite_member", { space: space!.id, person: user!.id }).throwOnError();
  await mia!.rpc("join_space", { space: space!.id }).throwOnError();
  const { data: draft } = await ola!.rpc("create_import", {
    space: space!.id,
    title: "Which boat?",
    modality: "plurality",
    options: ["The eight", "The four"],
    source: "Paper ballots of 3 May, counted by Ola and Mia",
    electorate: 30_000,
  }).throwOnError();
  const poll = draft!.id;
  const send = (ballots: unknown, person = ola!) =>
    invoke(person, `votes/polls/${poll}/ballots/batch`, "POST", { ballots });
  await ola!.rpc("open_poll", { poll }).throwOnError();

  await t.step("each row is told what is wrong with it, and the others count", async () => {
    const { status, answer } = await send([
      { voter: "1", choice: 0 },
      { voter: "2", choice: 7 },
      { voter: "3", choice: 1 },
      { voter: "3", choice: 0 },
      { voter: "", choice: 0 },
    ]);
    assert.equal(status, 200, JSON.stringify(answer));
    assert.deepEqual(answer, {
      imported: 1,
      unchanged: 0,
      errors: [
        { row: 1, code: "invalid_choice" },
        { row: 2, code: "repeated_voter" },
        { row: 3, code: "repeated_voter" },
        { row: 4, code: "invalid_voter" },
      ],
    });
  });

  await t.step("what is no batch is refused as a whole", async () => {
    const tries: [unknown, string][] = [
      [[], "invalid_input"],
      [{}, "invalid_input"],
      [[{ voter: 1, choice: 0 }], "invalid_input"],
      [[{ voter: "1" }], "invalid_input"],
      [Array(10_001).fill({ voter: "1", choice: 0 }), "invalid_input"],
      [[{ voter: "x".repeat(3_000_000), choice: 0 }], "body_too_large"],
    ];
    for (const [ballots, code] of tries) {
      const { answer } = await send(ballots);
      assert.equal(answer.code, code);
    }
    const member = await send([{ voter: "9", choice: 0 }], mia);
    assert.deepEqual([member.status, member.answer.code], [403, "organizer_required"]);
  });

  await t.step("nobody votes in it themselves", async () => {
    const { status, answer } = await invoke(mia!, `votes/polls/${poll}/ballot`, "POST", {
      choice: 0,
    });
    assert.deepEqual([status, answer.code], [409, "cast_elsewhere"]);
  });

  await t.step("ten thousand at once, twice at the same moment: each once", async () => {
    const ballots = Array.from({ length: 10_000 }, (_, n) => ({
      voter: `list/${n}`,
      choice: n % 2,
    }));
    const answers = (await Promise.all([send(ballots), send(ballots)])).map(({ answer }) => answer);
    assert.equal(answers[0].imported + answers[1].imported, 10_000);
    assert.equal(answers[0].unchanged + answers[1].unchanged, 10_000);
    assert.deepEqual([answers[0].errors, answers[1].errors], [[], []]);
    const other = await send([{ voter: "list/0", choice: 1 }]);
    assert.deepEqual(other.answer.errors, [{ row: 0, code: "already_cast" }]);
  });

  await t.step("every reading says that it was imported", async () => {
    for (const step of ["close", "tally", "publish"]) {
      const { status, answer } = await invoke(ola!, `tallies/polls/${poll}/${step}`, "POST");
      assert.equal(status, 200, JSON.stringify(answer));
    }
    const { data: reading } = await mia!.from("poll_results")
      .select("ballot_count, eligible_count, warnings").eq("poll_id", poll).single().throwOnError();
    assert.deepEqual(reading, {
      ballot_count: 10_001,
      eligible_count: 30_000,
      warnings: ["imported_ballots"],
    });
    const late = await send([{ voter: "late", choice: 0 }]);
    assert.deepEqual([late.status, late.answer.code], [409, "poll_not_open"]);
  });
});
