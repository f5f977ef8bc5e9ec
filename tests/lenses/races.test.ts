// Voice credits and stakes when two things happen at once: the second waits for the first, then looks
// again.
import assert from "node:assert/strict";
import type { Sql } from "postgres";
import { startTestServer } from "../support/database.ts";
import { eventually } from "../support/stack.ts";

const names = ["ola", "ada"] as const;
type Name = typeof names[number];
const idOf = (name: Name) => `a0000000-0000-4000-8000-00000000000${names.indexOf(name)}`;

/** A space of two, and a way to have them do things at once. */
async function scene(sql: Sql) {
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

  for (const name of names) {
    await sql`insert into auth.users (id, aud, role, email)
      values (${idOf(name)}, 'authenticated', 'authenticated', ${name + "@example.com"})`;
  }
  const [space] = await sql<{ id: string }[]>`insert into public.spaces (name, slug)
    values ('Rowing', 'rowing') returning id`;
  for (const name of names) {
    const rank = name === "ola" ? "owner" : "member";
    await sql`select private.admit(${space!.id}, ${idOf(name)}, ${rank})`;
  }
  const cast = (poll: string) => call("ada", `public.cast_ballot('${poll}', '"yes"')`);
  return { space: space!.id, call, oneAfterTheOther, cast };
}

Deno.test("voice credits at the same moment", async (t) => {
  const server = await startTestServer();
  const sql = await server.clone(4);
  try {
    const { space, call, oneAfterTheOther, cast } = await scene(sql);
    const draft = async (title: string): Promise<string> =>
      await call(
        "ola",
        `public.create_poll('${space}', '${title}', 'yes_no', lens => 'quadratic')`,
      );
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

Deno.test("stakes at the same moment", async (t) => {
  const server = await startTestServer();
  const sql = await server.clone(4);
  try {
    const { space, call, oneAfterTheOther, cast } = await scene(sql);
    const token = await call("ola", `public.create_token('${space}', 'OAR', 'Oar', 0)`);
    await call("ola", `public.issue_tokens('${space}', 'OAR', 100, 'at-the-founding')`);
    const [ada] = await sql`select private.identity_of(${idOf("ada")}, ${space}) as id`;
    await call(
      "ola",
      `public.spend_treasury('${space}', 'OAR', 100, 'for-the-cup', identity => '${ada!.id}')`,
    );
    const polls: string[] = [];
    for (const title of ["Boat", "Trip", "Feast", "Race"]) {
      const poll = await call(
        "ola",
        `public.create_poll('${space}', '${title}', 'yes_no', lens => 'stake',
          lens_settings => '{"asset": "${token}"}')`,
      );
      await call("ola", `public.open_poll('${poll}')`);
      await cast(poll);
      polls.push(poll);
    }
    const [boat, trip, feast, race] = polls as [string, string, string, string];
    const stake = (poll: string, amount: number): [Name, string] => [
      "ada",
      `public.stake_on_poll('${poll}', '${token}', ${amount})`,
    ];
    const withdraw = (poll: string): [Name, string] => ["ada", `public.withdraw_ballot('${poll}')`];
    /** What is staked, and that it is what the wallet holds. */
    const staked = async () => {
      const stakes = (await sql`select amount from public.poll_stakes order by amount`)
        .map(({ amount }) => Number(amount));
      const [wallet] = await sql`
        select held from public.ledger_accounts where owner_profile_id = ${idOf("ada")}`;
      assert.equal(Number(wallet!.held), stakes.reduce((sum, amount) => sum + amount, 0));
      return stakes;
    };

    await t.step("two polls do not hold the same tokens", async () => {
      const ended = await oneAfterTheOther(stake(boat, 60), stake(trip, 60));
      assert.deepEqual(ended, ["done", "insufficient_funds"]);
      assert.deepEqual(await staked(), [60]);
    });
    await t.step("what one gives back the other may hold", async () => {
      const ended = await oneAfterTheOther(stake(boat, 30), stake(trip, 60));
      assert.deepEqual(ended, ["done", "done"]);
      assert.deepEqual(await staked(), [30, 60]);
    });
    await t.step("a double click holds once", async () => {
      const ended = await oneAfterTheOther(stake(trip, 70), stake(trip, 70));
      assert.deepEqual(ended, ["done", "done"]);
      assert.deepEqual(await staked(), [30, 70]);
    });
    await t.step("nothing is staked behind a ballot that is being taken back", async () => {
      const ended = await oneAfterTheOther(withdraw(boat), stake(boat, 10));
      assert.deepEqual(ended, ["done", "no_ballot"]);
      assert.deepEqual(await staked(), [70]);
    });
    await t.step("a ballot taken back takes along what is being staked on it", async () => {
      await cast(boat);
      const ended = await oneAfterTheOther(stake(boat, 20), withdraw(boat));
      assert.deepEqual(ended, ["done", "done"]);
      assert.deepEqual(await staked(), [70]);
    });
    await t.step("a close waits for stakes and keeps them", async () => {
      await oneAfterTheOther(stake(trip, 50), ["ola", `public.close_poll('${trip}')`]);
      const backed = await sql`select amount from private.ballot_backings`;
      assert.deepEqual(backed.map(({ amount }) => Number(amount)), [50]);
      assert.deepEqual(await staked(), [50]);
    });
    await t.step("after a close nobody stakes", async () => {
      await cast(boat);
      const ended = await oneAfterTheOther(["ola", `public.close_poll('${boat}')`], stake(boat, 5));
      assert.equal(ended[1], "poll_not_open");
      assert.deepEqual(await staked(), [50]);
    });
    await t.step("a poll that is being called off takes no stake", async () => {
      const cancel = `public.cancel_poll('${feast}')`;
      const ended = await oneAfterTheOther(["ola", cancel], stake(feast, 10));
      assert.equal(ended[1], "poll_not_open");
      assert.deepEqual(await staked(), [50]);
    });
    await t.step("nor keeps what is being staked", async () => {
      const cancel = `public.cancel_poll('${race}')`;
      const ended = await oneAfterTheOther(stake(race, 10), ["ola", cancel]);
      assert.equal(ended[0], "done");
      assert.deepEqual(await staked(), [50]);
    });
  } finally {
    await server.stop();
  }
});
