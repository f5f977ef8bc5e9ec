// Voice credits when two things happen at once: the second waits for the first, then looks again.
import assert from "node:assert/strict";
import { startTestServer } from "../support/database.ts";
import { eventually } from "../support/stack.ts";

const names = ["ola", "ada"] as const;
type Name = typeof names[number];
const idOf = (name: Name) => `a0000000-0000-4000-8000-00000000000${names.indexOf(name)}`;

Deno.test("voice credits at the same moment", async (t) => {
  const server = await startTestServer();
  const sql = await server.clone(4);

  /** Runs a command as somebody; its transaction ends when `done`, told that it ran, does. */
  const call = (who: Name, command: string, done: () => Promise<void> = () => Promise.resolve()) =>
    sql.begin(async (sql) => {
      const claims = JSON.stringify({ sub: idOf(who) });
      await sql`select set_config('request.jwt.claims', ${claims}, true)`;
      await sql.unsafe("set local role authenticated");
      const [row] = await sql.unsafe(`select * from ${command}`);
      await done();
      return row;
    }).then((row) => row?.id ?? "done", (error) => error.hint ?? error.message);
  const waiting = async () =>
    (await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`).length;

  /** The second begins while the first is not yet committed, and has to wait for it. */
  const oneAfterTheOther = async (first: [Name, string], second: [Name, string]) => {
    const ran = Promise.withResolvers<void>();
    const waited = Promise.withResolvers<void>();
    const earlier = call(...first, () => {
      ran.resolve();
      return waited.promise;
    });
    await Promise.race([ran.promise, earlier]);
    const later = call(...second);
    await eventually(async () => await waiting() === 1).finally(waited.resolve);
    return await Promise.all([earlier, later]);
  };

  try {
    for (const name of names) {
      await sql`insert into auth.users (id, aud, role, email)
        values (${idOf(name)}, 'authenticated', 'authenticated', ${name + "@example.com"})`;
    }
    const [space] = await sql`insert into public.spaces (name, slug)
      values ('Rowing', 'rowing') returning id`;
    for (const name of names) {
      const rank = name === "ola" ? "owner" : "member";
      await sql`select private.admit(${space!.id}, ${idOf(name)}, ${rank})`;
    }
    const draft = async (title: string): Promise<string> =>
      await call(
        "ola",
        `public.create_poll('${space!.id}', '${title}', 'yes_no', lens => 'quadratic')`,
      );
    const cast = (poll: string) => call("ada", `public.cast_ballot('${poll}', '"yes"')`);
    const put = (poll: string, votes: number): [Name, string] => [
      "ada",
      `public.put_votes('${poll}', ${votes})`,
    ];
    const kept = async () =>
      (await sql`select votes from public.voice_votes order by votes`).map(({ votes }) => votes);

    const polls = [await draft("Boat"), await draft("Trip")] as const;
    await t.step("two polls that open begin one cycle", async () => {
      const ended = await oneAfterTheOther(
        ["ola", `public.open_poll('${polls[0]}')`],
        ["ola", `public.open_poll('${polls[1]}')`],
      );
      assert.deepEqual(ended, polls);
      assert.equal((await sql`select from public.credit_cycles`).length, 1);
    });
    for (const poll of polls) await cast(poll);
    await t.step("two polls do not spend the same credits", async () => {
      const ended = await oneAfterTheOther(put(polls[0], 8), put(polls[1], 7));
      assert.deepEqual(ended, ["done", "credits_spent"]);
      assert.deepEqual(await kept(), [8]);
    });
    await t.step("what one gives back the other may spend", async () => {
      const ended = await oneAfterTheOther(put(polls[0], 5), put(polls[1], 8));
      assert.deepEqual(ended, ["done", "done"]);
      assert.deepEqual(await kept(), [5, 8]);
    });
    await t.step("a double click spends once", async () => {
      const ended = await oneAfterTheOther(put(polls[0], 6), put(polls[0], 6));
      assert.deepEqual(ended, ["done", "done"]);
      assert.deepEqual(await kept(), [6, 8]);
    });
    await t.step("no votes stand behind a ballot that is being taken back", async () => {
      const ended = await oneAfterTheOther(
        ["ada", `public.withdraw_ballot('${polls[0]}')`],
        put(polls[0], 3),
      );
      assert.deepEqual(ended, ["done", "no_ballot"]);
      assert.deepEqual(await kept(), [8]);
    });
    await t.step("a ballot taken back takes along what is being put behind it", async () => {
      await cast(polls[0]);
      const ended = await oneAfterTheOther(
        put(polls[0], 3),
        ["ada", `public.withdraw_ballot('${polls[0]}')`],
      );
      assert.deepEqual(ended, ["done", "done"]);
      assert.deepEqual(await kept(), [8]);
    });
    await t.step("a close waits for votes and keeps them", async () => {
      await oneAfterTheOther(put(polls[1], 9), ["ola", `public.close_poll('${polls[1]}')`]);
      const backed = await sql`select amount from private.ballot_backings`;
      assert.deepEqual(backed.map(({ amount }) => Number(amount)), [9]);
    });
    await t.step("after a close nobody spends", async () => {
      await cast(polls[0]);
      const ended = await oneAfterTheOther(
        ["ola", `public.close_poll('${polls[0]}')`],
        put(polls[0], 2),
      );
      assert.equal(ended[1], "poll_not_open");
      assert.deepEqual(await kept(), [9]);
    });
  } finally {
    await server.stop();
  }
});
