// Who may vote, through the API and the function that casts.
import assert from "node:assert/strict";
import { type Client, invoke, startTestStack } from "../support/stack.ts";

Deno.test("a poll lets in who was there before it, and who meets its rules", async (t) => {
  await using stack = await startTestStack();
  const [ola, pia, sam, late] = await Promise.all(
    ["ola", "pia", "sam", "late"].map((name) => stack.signUp(name)),
  ) as [Client, Client, Client, Client];
  const { data: space } = await ola.rpc("create_space", {
    name: "Rowing",
    slug: "rowing",
    visibility: "public",
  }).throwOnError();
  await ola.from("spaces").update({ join_policy: "open" }).eq("id", space!.id).throwOnError();
  for (const person of [pia, sam]) {
    await person.rpc("join_space", { space: space!.id }).throwOnError();
  }
  const draft = async (settings: object) => {
    const { data, error } = await ola.rpc("create_poll", {
      space: space!.id,
      title: "Which boat?",
      modality: "plurality",
      options: ["Eight", "Four"],
      ...settings,
    });
    return { id: data?.id as string, code: error?.hint };
  };
  const open = async (settings: object) => {
    const { id } = await draft(settings);
    await ola.rpc("open_poll", { poll: id }).throwOnError();
    return id;
  };
  const cast = (person: Client, poll: string) =>
    invoke(person, `votes/polls/${poll}/ballot`, "POST", { choice: 0 });

  await t.step("who joins a public space for the vote comes too late", async () => {
    const poll = await open({});
    await late.rpc("join_space", { space: space!.id }).throwOnError();
    const { status, answer } = await cast(late, poll);
    assert.deepEqual([status, answer.code], [403, "not_eligible"]);
    assert.match(answer.message, /member_days/);
    assert.equal((await cast(pia, poll)).status, 200);
    const { data } = await late.rpc("my_eligibility", { poll_id: poll }).throwOnError();
    const { rules } = data as { rules: { is_met: boolean }[] };
    assert.deepEqual(rules.filter((rule) => !rule.is_met), [
      { rule: "member_days", asks: 0, is_met: false },
    ]);
    const { data: closed } = await ola.rpc("close_poll", { poll }).throwOnError();
    assert.equal(closed.eligible_count, 3);
    assert.equal((await cast(late, await open({ eligibility: {} }))).status, 200);
    assert.equal((await cast(late, await open({}))).status, 200, "the next one is theirs, too");
  });

  await t.step("what was so at the opening counts until the close", async () => {
    for (
      const { id } of await stack.sql`select id from auth.users where email <> 'pia@example.com'`
    ) {
      await stack.sql`select private.record_ethics_event(
        ${id}, 'identity_verified', 'desk', 'Was there.', '{}', null)`;
    }
    await stack.sql`
      insert into auth.users (id, aud, role, email)
      select gen_random_uuid(), 'authenticated', 'authenticated', n || '@guests.example'
      from generate_series(1, 2) as n`;
    await stack.sql`
      select private.admit(${space!.id}, u.id, 'member'),
        private.record_ethics_event(u.id, 'identity_verified', 'desk', 'Was there.', '{}', null)
      from auth.users u where u.email like '%@guests.example'`;
    const poll = await open({ eligibility: { verified: true } });
    await stack.sql`
      select private.record_ethics_event(e.profile_id, 'identity_revoked', 'desk', 'No.', '{}', e.id)
      from public.ethics_events e join auth.users u on u.id = e.profile_id
      where u.email = 'sam@example.com'`;
    await stack.sql`
      select private.record_ethics_event(id, 'identity_verified', 'desk', 'Here.', '{}', null)
      from auth.users where email = 'pia@example.com'`;
    assert.equal((await cast(sam, poll)).status, 200);
    const { status, answer } = await cast(pia, poll);
    assert.deepEqual([status, answer.code], [403, "not_eligible"]);
    await ola.rpc("close_poll", { poll }).throwOnError();
    await invoke(ola, `tallies/polls/${poll}/tally`, "POST");
    await invoke(ola, `tallies/polls/${poll}/publish`, "POST");
    const { error } = await pia.rpc("contest_poll", { poll, reason: "I could not vote." });
    assert.equal(error!.hint, "not_eligible");
    const { data: reading } = await pia.from("poll_results")
      .select("agreement_bps, strong_consensus, eligible_count").eq("poll_id", poll).single()
      .throwOnError();
    assert.deepEqual(reading, {
      agreement_bps: 10_000,
      strong_consensus: true,
      eligible_count: 5,
    });
  });

  await t.step("what cannot be asked is refused, and nothing is drafted", async () => {
    const before = await stack.sql`select count(*)::int from public.polls`;
    const odd = [
      [],
      "all",
      7,
      { shoe_size: 42 },
      { member_days: 1e9 },
      { member_days: null },
      { joined_by: "yesterday" },
      { verified: "'; drop table polls; --" },
      { expertise: [] },
      { expertise: { domain: null, score: 300_000 } },
      { space: "rowing" },
      { space: crypto.randomUUID() },
      { member_days: 0, filler: "x".repeat(100_000) },
    ];
    for (const eligibility of odd) {
      assert.equal((await draft({ eligibility })).code, "invalid_eligibility", `${eligibility}`);
    }
    assert.equal((await draft({ template: "no_such" })).code, "unknown_template");
    assert.equal((await draft({ template: "x".repeat(100_000) })).code, "unknown_template");
    assert.deepEqual(await stack.sql`select count(*)::int from public.polls`, before);
  });
});
