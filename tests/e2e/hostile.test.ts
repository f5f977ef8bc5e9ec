// What a hostile member, a stranger and a visitor try, and that nothing comes of it.
import assert from "node:assert/strict";
import { type Client, invoke, startTestStack } from "../support/stack.ts";

Deno.test("hostile", async (t) => {
  await using stack = await startTestStack();
  const [ola, mia, vic] = await Promise.all(
    ["ola", "mia", "vic"].map((name) => stack.signUp(name)),
  );
  const idOf = async (client: Client) => (await client.auth.getUser()).data.user!.id;
  const [olaId, miaId] = await Promise.all([idOf(ola!), idOf(mia!)]);
  const { data: space } = await ola!.rpc("create_space", {
    name: "Rowing Club",
    slug: "rowing-club",
  })
    .throwOnError();
  await ola!.rpc("invite_member", { space: space!.id, person: miaId }).throwOnError();
  await mia!.rpc("join_space", { space: space!.id }).throwOnError();
  const { data: draft } = await ola!.rpc("create_poll", {
    space: space!.id,
    title: "Which boat?",
    modality: "plurality",
    options: ["The eight", "The four"],
  }).throwOnError();
  const { data: poll } = await ola!.rpc("create_poll", {
    space: space!.id,
    title: "Which colour?",
    modality: "plurality",
    options: ["Blue", "Green"],
  }).throwOnError();
  await ola!.rpc("open_poll", { poll: poll!.id }).throwOnError();
  const ballot = `votes/polls/${poll!.id}/ballot`;
  await invoke(ola!, ballot, "POST", { choice: 0 });
  await invoke(mia!, ballot, "POST", { choice: 1 });

  const state = () =>
    stack.sql`
      select (select jsonb_agg(to_jsonb(x) - 'updated_at' order by x.id) from public.polls x) as polls,
        (select jsonb_agg(to_jsonb(x) order by x.id) from public.poll_options x) as options,
        (select jsonb_agg(to_jsonb(x) order by x.voter_tag) from public.ballots x) as ballots,
        (select jsonb_agg(to_jsonb(x) order by x.space_id, x.profile_id) from public.space_members x) as members,
        (select jsonb_agg(to_jsonb(x) order by x.id) from public.profiles x) as people,
        (select count(*) from public.expertise_scores) as scores`;
  const before = await state();

  const tables = {
    polls: { title: "Mine" },
    poll_options: { label: "Mine" },
    ballots: { choice: 0 },
    poll_results: { winners: [1] },
    ballot_weights: { weight: 9_000_000 },
    expertise_scores: { expertise: 1_000_000 },
    ethics_scores: { multiplier: 1_500_000 },
    expertise_events: { expertise: 1_000_000 },
    ethics_events: { amount: 500_000 },
    score_history: { new_value: 1 },
    score_configurations: { weight_value: 0 },
    spaces: { name: "Mine now" },
    space_members: { role: "owner" },
    vote_modalities: { is_active: false },
    expertise_domains: { name: "Mine" },
  };
  for (
    const [who, client] of Object.entries({ member: mia!, stranger: vic!, visitor: stack.anon })
  ) {
    for (const [table, values] of Object.entries(tables)) {
      await t.step(`a ${who} writes nothing into ${table}`, async () => {
        // deno-lint-ignore no-explicit-any -- the types already refuse most of these
        const rows = () => client.from(table as any) as any;
        const tries = [
          await rows().insert(values).select(),
          await rows().update(values).not("created_at", "is", null).select(),
          await rows().update(values).neq(
            Object.keys(values)[0]!,
            "00000000-0000-4000-8000-000000000000",
          ).select(),
          await rows().delete().not(Object.keys(values)[0]!, "is", null).select(),
        ];
        for (const { data, error } of tries) {
          assert(error !== null || data.length === 0, JSON.stringify(data));
        }
      });
    }
  }

  await t.step("a member reads no draft, ballot, weight, score or history of others", async () => {
    assert.deepEqual((await mia!.from("polls").select("id").eq("id", draft!.id)).data, []);
    assert.deepEqual(
      (await mia!.from("poll_options").select("id").eq("poll_id", draft!.id)).data,
      [],
    );
    assert.equal(
      (await mia!.from("ballots").select("profile_id").neq("profile_id", miaId)).data!.length,
      0,
    );
    for (
      const table of [
        "ballot_weights",
        "expertise_scores",
        "ethics_scores",
        "expertise_events",
        "ethics_events",
        "score_history",
        "poll_results",
      ] as const
    ) {
      assert.deepEqual((await mia!.from(table).select()).data, [], table);
    }
  });

  await t.step("no embedding leads around a policy", async () => {
    const { data } = await vic!.from("profiles").select(
      "id, ballots(choice), space_members!profile_id(role)",
    ).eq("id", olaId);
    assert.deepEqual(data, [{ id: olaId, ballots: [], space_members: [] }]);
  });

  await t.step("nobody calls what is the server's", async () => {
    for (
      const name of [
        "cast_ballot",
        "record_reading",
        "poll_for_tally",
        "receipts",
        "store_ballot_weights",
      ]
    ) {
      const response = await stack.fetch(`/rest/v1/rpc/${name}`, {
        method: "POST",
        headers: {
          apikey: stack.publishableKey,
          "content-profile": "private",
          "content-type": "application/json",
        },
        body: "{}",
      });
      assert.equal(response.status, 406, `${name}: ${await response.text()}`);
    }
    const { error } = await mia!.rpc("record_ethics_event", {
      person: miaId,
      kind: "conduct_commended",
      source: "me",
      reason: "I am good",
    });
    assert.equal(error!.code, "42501");
  });

  await t.step(
    "bodies that are no ballot are refused, and none of them fails on our side",
    async () => {
      const { data: { session } } = await mia!.auth.getSession();
      const bodies = [
        "",
        "null",
        "[]",
        '{"choice":',
        '{"choice":1e400}',
        '{"choice":"\\u0000"}',
        `{"choice":${"[".repeat(2000)}${"]".repeat(2000)}}`,
        `{"choice":[${Array(50_000).fill(1)}]}`,
        '{"choice":0,"voter":"someone else"}',
        `{"choice":"0'); drop table public.ballots; --"}`,
      ];
      for (const body of bodies) {
        const response = await stack.fetch(`/functions/v1/${ballot}`, {
          method: "PUT",
          headers: {
            authorization: `Bearer ${session!.access_token}`,
            "content-type": "application/json",
          },
          body,
        });
        const answer = await response.json();
        assert(
          [400, 413, 422].includes(response.status),
          `${body.slice(0, 40)}: ${response.status} ${JSON.stringify(answer)}`,
        );
      }
    },
  );

  await t.step("nothing has changed", async () => assert.deepEqual(await state(), before));

  await t.step(
    "whoever is shut out while a poll is open neither votes nor reads from the next request on",
    async () => {
      await stack.sql`
      update public.space_members set status = 'banned', decided_at = now()
      where space_id = ${space!.id} and profile_id = ${miaId}`;
      assert.equal(
        (await invoke(mia!, ballot, "PUT", { choice: 0 })).answer.code,
        "poll_not_found",
      );
      assert.deepEqual((await mia!.from("polls").select("id")).data, []);
      assert.equal((await mia!.rpc("join_space", { space: space!.id })).error!.hint, "banned");
    },
  );
});
