// What must hold when people act at the same moment, or when a connection dies half-way.
import assert from "node:assert/strict";
import { superuser } from "../../stack/postgres.ts";
import { merkleRoot } from "../../supabase/functions/_shared/voting/mod.ts";
import { eventually, invoke, startTestStack } from "../support/stack.ts";
import { cast, club, run, VOTERS } from "./club.ts";

Deno.test("races", async (t) => {
  await using stack = await startTestStack();
  const { people, owner, space, open, openImport } = await club(stack);
  const ballots = (poll: string) =>
    stack.sql`select encode(receipt, 'hex') as receipt from public.ballots where poll_id = ${poll}`;

  await t.step("twenty clicks on one choice are one ballot with one receipt", async () => {
    const poll = await open();
    const clicks = await Promise.all(Array.from({ length: 20 }, () => cast(people[1]!, poll, 1)));
    assert.deepEqual([...new Set(clicks.map(({ status }) => status))], [200]);
    assert.equal(new Set(clicks.map(({ answer }) => answer.receipt)).size, 1);
    assert.equal((await ballots(poll)).length, 1);
  });

  await t.step("of two different choices at once, one counts and one is told so", async () => {
    const poll = await open();
    const clicks = await Promise.all([0, 1, 0, 1].map((choice) => cast(people[1]!, poll, choice)));
    const winner = clicks.find(({ status }) => status === 200)!.answer;
    for (const { status, answer } of clicks) {
      if (status === 200) assert.equal(answer.receipt, winner.receipt);
      else assert.deepEqual([status, answer.code], [409, "already_cast"]);
    }
    assert.equal(clicks.filter(({ status }) => status === 200).length, 2);
    assert.equal((await ballots(poll)).length, 1);
  });

  await t.step("who votes while a poll closes is either counted or refused", async () => {
    const poll = await open();
    const first = cast(owner, poll, 0);
    const [votes, closing] = await Promise.all([
      Promise.all([first, ...people.slice(1).map((person, n) => cast(person, poll, n % 2))]),
      first.then(() => run(owner, poll, "close")),
    ]);
    assert.equal(closing.answer.status, "closed");
    for (const { status, answer } of votes) {
      if (status !== 200) assert.deepEqual([status, answer.code], [409, "poll_not_open"]);
    }
    const accepted = votes.filter(({ status }) => status === 200).map(({ answer }) =>
      answer.receipt
    );
    assert.deepEqual((await ballots(poll)).map(({ receipt }) => receipt).sort(), accepted.sort());
    const { answer: { readings: [baseline] } } = await run(owner, poll, "tally");
    assert.equal(baseline.result.ballots, accepted.length);
    const [{ ballots_root } = { ballots_root: "" }] = await stack
      .sql`select ballots_root from public.poll_results where poll_id = ${poll}`;
    assert.equal(ballots_root, merkleRoot(accepted), "the root is over the receipts given out");
  });

  await t.step(
    "a close waits for a vote that is not committed yet, and then counts it",
    async () => {
      const poll = await open();
      const { data: { user } } = await people[2]!.auth.getUser();
      let closing: ReturnType<typeof run>;
      let closed = false;
      await stack.sql.begin(async (transaction) => {
        await transaction`select set_config('request.jwt.claims', ${
          JSON.stringify({ sub: user!.id })
        }, true)`;
        await transaction`select public.cast_ballot(${poll}, '1')`;
        closing = run(owner, poll, "close");
        closing.then(() => closed = true);
        await eventually(async () => {
          const [waiting] = await stack
            .sql`select from pg_locks where locktype = 'advisory' and not granted`;
          return waiting !== undefined;
        });
        assert.equal(closed, false);
      });
      assert.equal((await closing!).answer.status, "closed");
      assert.equal((await run(owner, poll, "tally")).answer.readings[0].result.ballots, 1);
    },
  );

  await t.step("two closes, and two tallies, at once: one of each", async () => {
    const poll = await open();
    await cast(people[1]!, poll, 1);
    for (const step of ["close", "tally"] as const) {
      const answers = await Promise.all([run(owner, poll, step), run(owner, poll, step)]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409], step);
    }
    const readings = await stack
      .sql`select status from public.poll_results where poll_id = ${poll}`;
    assert.deepEqual(readings.map(({ status }) => status), ["current"]);
  });

  await t.step(
    "votes that are imported while a poll closes are all counted, or refused",
    async () => {
      const poll = await openImport();
      const batch = (first: number) =>
        invoke(owner, `votes/polls/${poll}/ballots/batch`, "POST", {
          ballots: Array.from(
            { length: 500 },
            (_, n) => ({ voter: `${first + n}`, choice: n % 2 }),
          ),
        });
      assert.equal((await batch(0)).answer.imported, 500);
      const [closing, ...batches] = await Promise.all([
        run(owner, poll, "close"),
        ...[1, 2, 3, 4].map((n) => batch(n * 500)),
      ]);
      assert.equal(closing!.answer.status, "closed");
      let imported = 500;
      for (const { status, answer } of batches) {
        if (status === 200) imported += answer.imported;
        else assert.deepEqual([status, answer.code], [409, "poll_not_open"]);
      }
      assert.equal(imported % 500, 0, "a batch is whole");
      assert.equal((await ballots(poll)).length, imported);
      assert.equal((await run(owner, poll, "tally")).answer.readings[0].result.ballots, imported);
    },
  );

  await t.step("a close waits for a batch that is not committed yet", async () => {
    const poll = await openImport();
    const { data: { user } } = await owner.auth.getUser();
    let closing: ReturnType<typeof run>;
    await stack.sql.begin(async (transaction) => {
      await transaction`select set_config('request.jwt.claims', ${
        JSON.stringify({ sub: user!.id })
      }, true)`;
      await transaction`select public.import_ballots(${poll}, '{1,2}', '[0, 1]')`;
      closing = run(owner, poll, "close");
      await eventually(async () => {
        const [waiting] = await stack
          .sql`select from pg_locks where locktype = 'advisory' and not granted`;
        return waiting !== undefined;
      });
    });
    assert.equal((await closing!).answer.status, "closed");
    assert.equal((await run(owner, poll, "tally")).answer.readings[0].result.ballots, 2);
  });

  await t.step("of a close and a cancellation at once, one happens", async () => {
    for (let round = 0; round < 5; round++) {
      const poll = await open();
      const [closing, { error }] = await Promise.all([
        run(owner, poll, "close"),
        owner.rpc("cancel_poll", { poll }),
      ]);
      const [found] = await stack.sql`select status from public.polls where id = ${poll}`;
      if (found!.status === "closed") {
        assert.deepEqual([closing.status, error?.hint], [200, "invalid_transition"]);
      } else {
        assert.equal(found!.status, "cancelled");
        assert.deepEqual([closing.status, closing.answer.code, error], [
          409,
          "invalid_transition",
          null,
        ]);
      }
    }
  });

  await t.step("a poll that the clock closes and people count at once has one count", async () => {
    const poll = await open();
    await cast(people[1]!, poll, 1);
    // Nobody may move the end of an open poll, which is why triggers are asleep here.
    const clock = superuser(stack.server, "postgres", { max: 1 });
    await clock`set session_replication_role = replica`;
    await clock`update public.polls set closes_at = now() where id = ${poll}`;
    await clock.end();
    const [closing] = await Promise.all([
      run(owner, poll, "close"),
      stack.sql`select private.advance_polls()`,
      stack.sql`select private.advance_polls()`,
    ]);
    if (closing.status !== 200) assert.equal(closing.answer.code, "invalid_transition");
    const due = () =>
      stack.fetch("/functions/v1/tallies/due", {
        method: "POST",
        headers: { apikey: stack.secretKey },
      }).then((response) => response.json());
    const [tally, ...swept] = await Promise.all([run(owner, poll, "tally"), due(), due()]);
    const counts = swept.flatMap(({ tallied }) => tallied).filter((id) => id === poll).length;
    if (tally.status === 200) assert.equal(counts, 0);
    else assert.deepEqual([tally.answer.code, counts], ["invalid_transition", 1]);
    assert.deepEqual(swept.flatMap(({ failed }) => failed), []);
    assert.deepEqual(
      [...await stack.sql`select status from public.poll_results where poll_id = ${poll}`],
      [{ status: "current" }],
    );
  });

  await t.step(
    "of two publications and a contest at once, nothing is published twice",
    async () => {
      const poll = await open();
      await cast(people[1]!, poll, 1);
      for (const step of ["close", "tally"] as const) await run(owner, poll, step);
      const answers = await Promise.all([run(owner, poll, "publish"), run(owner, poll, "publish")]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
      const published = () =>
        stack.sql`select published_at from public.polls where id = ${poll}`.then(([row]) =>
          row!.published_at.toISOString()
        );
      const first = await published();
      const [doubt, again] = await Promise.all([
        people[1]!.rpc("contest_poll", { poll, reason: "My ballot is not there." }),
        run(owner, poll, "publish"),
      ]);
      assert.equal(doubt.error, null);
      assert.equal(again.status, 409);
      assert.equal(await published(), first);
    },
  );

  await t.step("a tally whose connection dies leaves nothing, and can be made again", async () => {
    const poll = await open();
    await cast(people[1]!, poll, 1);
    await run(owner, poll, "close");
    await stack.sql.begin(async (transaction) => {
      await transaction`select from public.polls where id = ${poll} for update`;
      const tally = run(owner, poll, "tally");
      await eventually(async () => {
        const [killed] = await stack.sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'polity-functions' and wait_event_type = 'Lock'`;
        return killed !== undefined;
      });
      assert.equal((await tally).status, 500);
    });
    const [left] = await stack.sql`select status from public.polls where id = ${poll}`;
    assert.equal(left!.status, "closed");
    assert.deepEqual(
      [...await stack.sql`select from public.poll_results where poll_id = ${poll}`],
      [],
    );
    assert.equal((await run(owner, poll, "tally")).status, 200);
  });

  await t.step("functions answer after all their connections were killed", async () => {
    const poll = await open();
    await cast(people[1]!, poll, 1);
    await stack.sql`
      select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where application_name = 'polity-functions'`;
    // A request may still meet a connection that it did not know was dead; the next one does not.
    const answers = [];
    for (const person of [...people, ...people]) answers.push(await cast(person, poll, 1));
    assert.deepEqual(answers.slice(VOTERS).map(({ status }) => status), Array(VOTERS).fill(200));
    assert.equal((await ballots(poll)).length, VOTERS);
  });

  await t.step("who casts and takes back at once gets a receipt or a refusal", async () => {
    const poll = await open();
    const claims = JSON.stringify({ sub: (await people[1]!.auth.getUser()).data.user!.id });
    // Straight in the database: the window between two statements is too small for HTTP.
    const as = (command: string) =>
      stack.sql.unsafe(
        `select ${command} as answer
         from (select set_config('request.jwt.claims', $2, true) offset 0) as caller`,
        [poll, claims],
      );
    for (let round = 0; round < 300; round++) {
      const [first, second] = await Promise.all([
        as("to_jsonb(public.cast_ballot($1, '1'))"),
        as("to_jsonb(public.cast_ballot($1, '1'))"),
        ...[1, 2].map(() =>
          as("public.withdraw_ballot($1)").catch(({ hint }) => assert.equal(hint, "no_ballot"))
        ),
      ]);
      for (const [row] of [first!, second!]) assert.match(row!.answer.receipt, /^[0-9a-f]{64}$/);
    }
  });

  await t.step(
    "changing and taking back at once leaves a ballot that was told, or none",
    async () => {
      const poll = await open();
      const person = people[1]!;
      for (let round = 0; round < 10; round++) {
        await cast(person, poll, 0);
        const [changed, taken] = await Promise.all([
          invoke(person, `votes/polls/${poll}/ballot`, "PUT", { choice: 1 }),
          invoke(person, `votes/polls/${poll}/ballot`, "DELETE"),
        ]);
        assert.equal(taken.status, 200);
        if (changed.status !== 200) {
          assert.deepEqual([changed.status, changed.answer.code], [404, "no_ballot"]);
        }
        assert.deepEqual([...await ballots(poll)], []);
      }
    },
  );

  await t.step("nothing is published that is not counted", async () => {
    const poll = await open();
    await run(owner, poll, "close");
    const [tallied, published] = await Promise.all([
      run(owner, poll, "tally"),
      run(owner, poll, "publish"),
    ]);
    assert.equal(tallied.status, 200);
    if (published.status !== 200) {
      assert.deepEqual([published.status, published.answer.code], [409, "invalid_transition"]);
    }
  });

  await t.step("joining twice at once is one membership", async () => {
    const { data: open } = await owner.rpc("create_space", {
      name: "Swimmers",
      slug: "swimmers",
      visibility: "public",
    }).throwOnError();
    const joined = await Promise.all(
      Array.from({ length: 10 }, () => people[1]!.rpc("join_space", { space: open!.id })),
    );
    assert.deepEqual([...new Set(joined.map(({ data }) => data?.status))], ["active"]);
    const { data: members } = await owner.from("space_members").select("profile_id")
      .eq("space_id", open!.id).throwOnError();
    assert.equal(members!.length, 2);
  });

  await t.step("two owners who leave at once do not leave the space alone", async () => {
    const { data: { user } } = await people[1]!.auth.getUser();
    await stack
      .sql`update public.space_members set role = 'owner' where space_id = ${space} and profile_id = ${
      user!.id
    }`;
    const leaving = await Promise.all(
      [owner, people[1]!].map((person) => person.rpc("leave_space", { space })),
    );
    assert.deepEqual(leaving.map(({ error }) => error?.hint ?? "left").sort(), [
      "last_owner",
      "left",
    ]);
  });

  await t.step("one address founds one space", async () => {
    const founding = await Promise.all(
      people.slice(0, 5).map((person) =>
        person.rpc("create_space", { name: "Chess Club", slug: "chess-club" })
      ),
    );
    assert.deepEqual(
      founding.map(({ error }) => error?.hint ?? "founded").sort(),
      ["founded", ...Array(4).fill("slug_taken")],
    );
  });
});
