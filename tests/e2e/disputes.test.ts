// Contests, recounts and the count that the clock starts: at the same moment, and cut off half-way.
import assert from "node:assert/strict";
import {
  type Client,
  eventually,
  invoke,
  startTestStack,
  stopClock,
  type TestStack,
} from "../support/stack.ts";

/** A space with three people, and a way to have a poll decided in it. */
async function club(stack: TestStack) {
  const [ola, mia, max] = await Promise.all(
    ["ola", "mia", "max"].map((name) => stack.signUp(name)),
  );
  const { data: space } = await ola!.rpc("create_space", { name: "Rowing", slug: "rowing" })
    .throwOnError();
  await stack.sql`
    insert into public.space_members (space_id, profile_id, status, joined_at)
    select ${space!.id}, p.id, 'active', now() from public.profiles p
    on conflict do nothing`;
  const open = async () => {
    const { data } = await ola!.rpc("create_poll", {
      space: space!.id,
      title: "Which boat?",
      modality: "plurality",
      options: ["The eight", "The four"],
    }).throwOnError();
    await ola!.rpc("open_poll", { poll: data!.id }).throwOnError();
    for (const [person, choice] of [[mia!, 1], [max!, 1], [ola!, 0]] as const) {
      await invoke(person, `votes/polls/${data!.id}/ballot`, "POST", { choice });
    }
    return data!.id;
  };
  const publish = async () => {
    const poll = await open();
    for (const step of ["close", "tally", "publish"]) await run(ola!, poll, step);
    return poll;
  };
  return { ola: ola!, mia: mia!, max: max!, open, publish };
}

const run = (client: Client, poll: string, step: string, body?: object) =>
  invoke(client, `tallies/polls/${poll}/${step}`, "POST", body);

Deno.test("disputes", async (t) => {
  await using stack = await startTestStack();
  const { ola, mia, max, open, publish } = await club(stack);
  await stopClock(stack);
  const readings = async (poll: string) =>
    (await stack.sql`
      select status, winners, result from public.poll_results
      where poll_id = ${poll} order by computed_at`).map((row) => ({ ...row }));
  const statusOf = async (poll: string) =>
    (await stack.sql`select status from public.polls where id = ${poll}`)[0]!.status;
  const reason = "My vote is missing.";

  await t.step(
    "a contested result is counted again, to the same bytes, in plain sight",
    async () => {
      const poll = await publish();
      await mia.rpc("contest_poll", { poll, reason }).throwOnError();
      const { data: seen } = await max.from("poll_results").select("status").eq("poll_id", poll);
      assert.deepEqual(seen, [{ status: "current" }]);
      const refused = await run(mia, poll, "recount", { reason });
      assert.deepEqual([refused.status, refused.answer.code], [403, "organizer_required"]);
      for (const body of [undefined, {}, { reason: "" }, { reason: "x".repeat(2001) }]) {
        const { status } = await run(ola, poll, "recount", body);
        assert([400, 422].includes(status), `${status}`);
      }
      const blank = await run(ola, poll, "recount", { reason: "  " });
      assert.deepEqual([blank.status, blank.answer.code], [422, "invalid_reason"]);
      const again = await run(ola, poll, "recount", { reason: "To be sure." });
      assert.deepEqual([again.status, again.answer.status], [200, "published"]);
      const [before, after] = await readings(poll);
      assert.deepEqual(before, { ...after, status: "superseded" });
    },
  );

  await t.step("two contests at once are one; the other person may contest later", async () => {
    const poll = await publish();
    const contests = await Promise.all(
      [mia, max, mia].map((person) => person.rpc("contest_poll", { poll, reason })),
    );
    assert.deepEqual(contests.map(({ error }) => error?.hint ?? "contested").sort(), [
      "contested",
      "invalid_transition",
      "invalid_transition",
    ]);
    const { data: events } = await max.from("poll_events").select("kind").eq("poll_id", poll);
    assert.deepEqual(events, [{ kind: "contested" }]);
  });

  await t.step("two recounts, or a recount and a dismissal, at once: one of each", async () => {
    for (let round = 0; round < 3; round++) {
      const poll = await publish();
      await mia.rpc("contest_poll", { poll, reason }).throwOnError();
      const [first, second, dismissed] = await Promise.all([
        run(ola, poll, "recount", { reason }),
        run(ola, poll, "recount", { reason }),
        ola.rpc("dismiss_contest", { poll, reason }),
      ]);
      const outcomes = [
        first.status === 200 ? "done" : first.answer.code,
        second.status === 200 ? "done" : second.answer.code,
        dismissed.error?.hint ?? "done",
      ];
      assert.deepEqual(outcomes.sort(), ["done", "invalid_transition", "invalid_transition"]);
      assert.equal(await statusOf(poll), "published");
      assert.equal((await readings(poll)).filter(({ status }) => status === "current").length, 1);
    }
  });

  await t.step(
    "a reading found wrong while it is counted again is refused or replaced",
    async () => {
      const poll = await publish();
      await mia.rpc("contest_poll", { poll, reason }).throwOnError();
      const { data: [reading] } = await ola.from("poll_results").select("id").eq("poll_id", poll)
        .throwOnError() as { data: { id: string }[] };
      const [wrong, again] = await Promise.all([
        ola.rpc("invalidate_reading", { reading: reading!.id, reason: "Wrong list." }),
        run(ola, poll, "recount", { reason: "The right list." }),
      ]);
      assert.equal(again.status, 200);
      if (wrong.error) assert.equal(wrong.error.hint, "not_contested");
      assert.deepEqual((await readings(poll)).map(({ status }) => status), [
        wrong.error ? "superseded" : "invalidated",
        "current",
      ]);
      assert.equal(await statusOf(poll), "published");
    },
  );

  await t.step("a recount whose connection dies leaves the result as it was", async () => {
    const poll = await publish();
    await mia.rpc("contest_poll", { poll, reason }).throwOnError();
    await stack.sql.begin(async (transaction) => {
      await transaction`select from public.polls where id = ${poll} for update`;
      const recount = run(ola, poll, "recount", { reason });
      await eventually(async () => {
        const [killed] = await stack.sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'polity-functions' and wait_event_type = 'Lock'`;
        return killed !== undefined;
      });
      assert.equal((await recount).status, 500);
    });
    assert.equal(await statusOf(poll), "contested");
    assert.deepEqual((await readings(poll)).map(({ status }) => status), ["current"]);
    assert.equal((await run(ola, poll, "recount", { reason })).answer.status, "published");
  });

  await t.step("a tallied poll waits for its publication, whatever dies between", async () => {
    const poll = await open();
    await run(ola, poll, "close");
    await run(ola, poll, "tally");
    await stack.sql`
      select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where application_name = 'polity-functions'`;
    assert.equal(await statusOf(poll), "tallied");
    const again = await eventually(async () => {
      const { status, answer } = await run(ola, poll, "recount", { reason: "Were all in?" });
      return status === 200 && answer;
    });
    assert.equal(again.status, "tallied");
    const { data: hidden } = await mia.from("poll_results").select("id").eq("poll_id", poll);
    assert.deepEqual(hidden, [], "counting again publishes nothing that was not published");
    assert.equal((await run(ola, poll, "publish")).answer.status, "published");
  });

  const due = (apikey: string) =>
    stack.fetch("/functions/v1/tallies/due", { method: "POST", headers: { apikey } });
  const expire = async (poll: string) => {
    await stack.sql.begin(async (transaction) => {
      await transaction`alter table public.polls disable trigger polls_before_update_guard`;
      await transaction`update public.polls set closes_at = now() where id = ${poll}`;
      await transaction`alter table public.polls enable trigger polls_before_update_guard`;
    });
    await stack.sql`select private.advance_polls()`;
  };

  await t.step("only the schedule has polls counted that the clock closed", async () => {
    const poll = await open();
    await expire(poll);
    assert.equal(await statusOf(poll), "closed");
    assert.equal((await due(stack.publishableKey)).status, 401);
    const { data: { session } } = await ola.auth.getSession();
    const signedIn = await stack.fetch("/functions/v1/tallies/due", {
      method: "POST",
      headers: { authorization: `Bearer ${session!.access_token}` },
    });
    assert.deepEqual(
      [signedIn.status, (await signedIn.json()).code],
      [401, "invalid_api_key"],
    );
    assert.equal(await statusOf(poll), "closed");

    const calls = await Promise.all([due(stack.secretKey), due(stack.secretKey)]);
    const answers = await Promise.all(calls.map((response) => response.json()));
    assert.deepEqual(answers.flatMap(({ tallied }) => tallied), [poll], "once, by either");
    assert.deepEqual(answers.flatMap(({ failed }) => failed), []);
    assert.equal(await statusOf(poll), "tallied");
    assert.deepEqual((await readings(poll)).map(({ winners }) => winners), [[1]]);
  });

  await t.step("one that cannot be counted keeps no other from it", async () => {
    const [broken, sound] = [await open(), await open()];
    await expire(broken);
    await expire(sound);
    await stack.sql`alter table public.polls disable trigger user`;
    await stack.sql`update public.polls set modality = 'approval' where id = ${broken}`;
    const first = await (await due(stack.secretKey)).json();
    assert.deepEqual(first, { tallied: [sound], failed: [broken] });
    assert.deepEqual(await readings(broken), [], "and leaves no half of a count");
    await stack.sql`update public.polls set modality = 'plurality' where id = ${broken}`;
    await stack.sql`alter table public.polls enable trigger user`;
    assert.deepEqual(await (await due(stack.secretKey)).json(), { tallied: [broken], failed: [] });
  });

  await t.step("the clock calls the function by itself", async () => {
    const poll = await open();
    await expire(poll);
    await stack.sql`select private.tally_polls()`;
    await eventually(async () => await statusOf(poll) === "tallied");
  });
});
