// A council from its founding to its first day in office, as its space would do it; only time is
// helped along.
import assert from "node:assert/strict";
import { invoke, startTestStack, stopClock } from "../support/stack.ts";
import { verify } from "../../verify.ts";
import { club } from "./club.ts";

Deno.test("a council is elected by single transferable vote, and seated", async (t) => {
  await using stack = await startTestStack();
  await stopClock(stack);
  const { sql } = stack;
  const { people, owner, space } = await club(stack);
  await owner.from("governance_templates").insert({
    space_id: space,
    code: "at_once",
    name: "At once",
    deliberation_days: 0,
    voting_days: 1,
    secrecy: "public",
  }).throwOnError();
  await owner.from("spaces").update({
    settings: { proposals: { seconds_needed: 0, templates: { council: "at_once" } } },
  }).eq("id", space).throwOnError();
  const { data: council } = await owner.rpc("create_council", {
    space,
    name: "Boat council",
    seats: 2,
    term_days: 365,
  }).throwOnError();

  const { data: election } = await people[1]!.rpc("propose_election", {
    council: council!.id,
    title: "Who sits on the boat council?",
    body: "Two seats, for a year.",
  }).throwOnError();
  const proposal = election!.id;
  const stages = async () =>
    (await people[9]!.from("proposals").select("status, poll_id, poll_rules").eq("id", proposal)
      .single().throwOnError()).data!;

  await t.step("three stand, and the vote is as the template says", async () => {
    await people[1]!.rpc("submit_proposal", { proposal }).throwOnError();
    for (const person of people.slice(1, 4)) {
      await person.rpc("stand_for_council", { proposal, statement: "I row." }).throwOnError();
    }
    await people[1]!.rpc("open_proposal", { proposal }).throwOnError();
    const { status, poll_id, poll_rules } = await stages();
    assert.equal(status, "voting");
    assert.equal((poll_rules as { secrecy: string }).secrecy, "public");
    const { data: poll } = await people[9]!.from("polls")
      .select("status, modality, seats, secrecy").eq("id", poll_id!).single().throwOnError();
    assert.deepEqual(poll, { status: "open", modality: "stv", seats: 2, secrecy: "public" });
  });

  const poll = (await stages()).poll_id!;
  const { data: candidacies } = await people[9]!.from("council_candidacies")
    .select("candidate_id, option_id").eq("proposal_id", proposal).throwOnError();
  const { data: options } = await people[9]!.from("poll_options").select("id, position")
    .eq("poll_id", poll).order("position").throwOnError();
  assert.equal(options!.length, 4, "the last is to leave a seat empty");
  /** The positions of whom two thirds and one third want, and of whom nobody wants first. */
  const [first, second, third] = await Promise.all(
    people.slice(1, 4).map(async (person) => {
      const { data: { user } } = await person.auth.getUser();
      const [identity] = await sql`select private.identity_of(${user!.id}, ${space}) as id`;
      const own = candidacies!.find(({ candidate_id }) => candidate_id === identity!.id)!;
      return {
        id: own.candidate_id,
        at: options!.find(({ id }) => id === own.option_id)!.position,
      };
    }),
  ) as [Standing, Standing, Standing];

  await t.step("twelve vote, and nobody ends it early", async () => {
    for (const [n, person] of people.entries()) {
      const choice = n < 8 ? [[first.at], [third.at]] : [[second.at], [first.at]];
      const { status } = await invoke(person, `votes/polls/${poll}/ballot`, "POST", { choice });
      assert.equal(status, 200);
    }
    const { status, answer } = await invoke(owner, `tallies/polls/${poll}/close`, "POST");
    assert.deepEqual([status, answer.code], [409, "poll_closes_by_clock"]);
  });

  await t.step(
    "its day ends, it is counted and published, and whoever likes recounts it",
    async () => {
      await sql`alter table public.polls disable trigger user`;
      await sql`update public.polls set closes_at = now() where id = ${poll}`;
      await sql`alter table public.polls enable trigger user`;
      await sql`select private.advance_polls()`;
      assert.equal((await invoke(owner, `tallies/polls/${poll}/tally`, "POST")).status, 200);
      await sql`select private.publish_proposal_polls()`;
      assert.equal((await stages()).status, "accepted");

      const { data: reading } = await people[9]!.from("poll_results").select("id, winners")
        .eq("poll_id", poll).single().throwOnError();
      // Quota 5 of 12: the first has 8, whose surplus of 3 goes to the third; the second has 4.
      assert.deepEqual(reading!.winners, [first.at, second.at]);
      const { answer } = await invoke(people[9]!, `tallies/readings/${reading!.id}/bundle`, "GET");
      assert.deepEqual(verify(answer), { wrong: [], open: [] });
    },
  );

  await t.step("a week later, uncontested, they take their seats", async () => {
    const seats = async () =>
      (await people[9]!.from("council_terms").select("holder_id").eq("council_id", council!.id)
        .throwOnError()).data!.map(({ holder_id }) => holder_id).sort();
    await sql`select private.seat_councils()`;
    assert.deepEqual(await seats(), [], "as long as it can be contested, nobody sits");
    await sql`alter table public.polls disable trigger user`;
    await sql`update public.polls set published_at = now() - interval '8 days' where id = ${poll}`;
    await sql`alter table public.polls enable trigger user`;
    await sql`select private.seat_councils()`;
    await sql`select private.seat_councils()`;
    assert.deepEqual(await seats(), [first.id, second.id].sort());
    assert.equal((await stages()).status, "enacted");
  });
});

interface Standing {
  id: string;
  at: number;
}
