// One closed poll under several lenses: each reading weighs by what its own lens asks for.
import assert from "node:assert/strict";
import { invoke, startTestStack, stopClock } from "../support/stack.ts";

Deno.test("readings of one poll under several lenses", async (t) => {
  await using stack = await startTestStack();
  await stopClock(stack);
  const people = await Promise.all(["ola", "mia", "max"].map((name) => stack.signUp(name)));
  const [ola, mia] = people;
  const { data: space } = await ola!.rpc("create_space", { name: "Rowing", slug: "rowing" })
    .throwOnError();
  await stack.sql`
    insert into public.space_members (space_id, profile_id, status, joined_at)
    select ${space!.id}, p.id, 'active', now() from public.profiles p
    on conflict do nothing`;
  const { data: { user } } = await mia!.auth.getUser();
  const { data: draft } = await ola!.rpc("create_poll", {
    space: space!.id,
    title: "Which boat?",
    modality: "plurality",
    options: ["The eight", "The four"],
    lens: "ekoh",
    relevance: { "0311": 1_000_000 },
  }).throwOnError();
  const poll = draft!.id;
  const compared_lenses = [{ kind: "ekoh", relevance: { "1015": 1_000_000 } }];
  await ola!.from("polls").update({ compared_lenses }).eq("id", poll).throwOnError();
  // Mia knows boats, the domain of the second lens, and nothing that the poll's own asks for.
  await stack.service.rpc("record_expertise", {
    profile: user!.id,
    domain: "1015",
    quality: 900_000,
    expertise: 900_000,
    frequency: 900_000,
    reason: "Coached three crews",
    evidence: {},
  }).throwOnError();
  // And 47 people elsewhere know them a little: of 48, hers is above the 75th percentile.
  await stack.sql`
    insert into auth.users (id, aud, role, email)
    select gen_random_uuid(), 'authenticated', 'authenticated', n || '@rowers.example'
    from generate_series(1, 47) as n`;
  await stack.sql`
    select private.record_expertise(
      u.id, '1015', 100000, 100000, 100000, 'Rows on Sundays', '{}', null)
    from auth.users u
    where u.email like '%@rowers.example'`;
  await ola!.rpc("open_poll", { poll }).throwOnError();
  for (const [index, choice] of [0, 1, 0].entries()) {
    await invoke(people[index]!, `votes/polls/${poll}/ballot`, "POST", { choice });
  }
  const early = await invoke(ola!, `tallies/polls/${poll}/compare`, "GET");
  assert.deepEqual([early.status, early.answer], [200, []]);
  await invoke(ola!, `tallies/polls/${poll}/close`, "POST");
  const { answer: { readings } } = await invoke(ola!, `tallies/polls/${poll}/tally`, "POST");
  await t.step("the tally makes each of them", () => {
    assert.deepEqual(readings.map((reading: { lens: { kind: string } }) => reading.lens.kind), [
      "equal",
      "ekoh",
      "ekoh",
    ]);
    assert.deepEqual(
      readings.map((reading: { expertCount: number }) => reading.expertCount),
      [0, 0, 1],
      "whom one lens knows as an expert, the other does not",
    );
  });
  await t.step("the comparison shows them side by side", async () => {
    const { answer } = await invoke(ola!, `tallies/polls/${poll}/compare`, "GET");
    assert.deepEqual(
      answer.map((
        { lens, total_weight }: { lens: { relevance?: object }; total_weight: number },
      ) => [
        Object.keys(lens.relevance ?? {})[0] ?? "equal",
        total_weight > 3_000_000,
      ]),
      [["equal", false], ["0311", false], ["1015", true]],
    );
    const { answer: unseen } = await invoke(mia!, `tallies/polls/${poll}/compare`, "GET");
    assert.deepEqual(unseen, [], "members wait for the publication");
  });
});
