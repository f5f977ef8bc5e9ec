// What must hold when two people decide at the same moment: each command waits for the same lock, in
// either order, and both are then let go.
import assert from "node:assert/strict";
import { startTestServer } from "../support/database.ts";
import { eventually } from "../support/stack.ts";

const names = ["ola", "ada", "ben", "cay"] as const;
type Name = typeof names[number];
const idOf = (name: Name) => `a0000000-0000-4000-8000-00000000000${names.indexOf(name)}`;
type Move = [who: Name, command: string];

Deno.test("delegating at the same moment", async (t) => {
  const server = await startTestServer();
  const sql = await server.clone(4);
  const call = ([who, command]: Move) =>
    sql.begin(async (sql) => {
      const claims = JSON.stringify({ sub: idOf(who) });
      await sql`select set_config('request.jwt.claims', ${claims}, true)`;
      await sql.unsafe("set local role authenticated");
      await sql.unsafe(`select * from ${command}`);
      return "done";
    }).catch((error) => error.hint ?? error.message);
  const waiting = async () =>
    (await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`).length;

  /** Two moves in a space of their own, in both orders, and what stands afterwards. */
  const inEitherOrder = async (
    moves: (space: string, identity: (name: Name) => string) => [Move, Move],
    standing: string[],
    outcomes?: string[],
  ) => {
    for (const reversed of [false, true]) {
      await sql`delete from public.blocks`;
      const [space] = await sql`insert into public.spaces (name, slug)
        values ('Somewhere', ${`somewhere-${crypto.randomUUID().slice(0, 8)}`}) returning id`;
      for (const name of names) {
        const rank = name === "ola" ? "owner" : "member";
        await sql`select private.admit(${space!.id}, ${idOf(name)}, ${rank})`;
      }
      const owners = await sql`select identity_id, profile_id from private.identity_owners
        where space_id = ${space!.id}`;
      const identity = (name: Name) =>
        owners.find((owner) => owner.profile_id === idOf(name))!.identity_id as string;
      const both = moves(space!.id, identity);
      if (reversed) both.reverse();
      let running: Promise<string>[] = [];
      await sql.begin(async (sql) => {
        // Every command here takes one of these before it reads anything that it decides by.
        await sql`select from public.profiles order by id for update`;
        await sql`select from public.spaces where id = ${space!.id} for update`;
        running = [call(both[0]!)];
        await eventually(async () => await waiting() === 1);
        running.push(call(both[1]!));
        await eventually(async () => await waiting() === 2);
      });
      const ended = await Promise.all(running);
      if (outcomes) assert.deepEqual(ended.toSorted(), outcomes);
      const stands = await sql`select delegate_id from public.delegations
        where space_id = ${space!.id} and ended_on is null`;
      const who = stands.map(({ delegate_id }) =>
        names.find((name) => identity(name) === delegate_id)
      );
      assert(
        standing.includes(who.join(" ")),
        `stands: "${who.join(" ")}" after ${ended}, reversed: ${reversed}`,
      );
    }
  };
  const lets = (who: Name, space: string, identity: string): Move => [
    who,
    `public.delegate_vote('${space}', '${identity}')`,
  ];

  try {
    for (const name of names) {
      await sql`insert into auth.users (id, aud, role, email)
        values (${idOf(name)}, 'authenticated', 'authenticated', ${name + "@example.com"})`;
    }
    await t.step("a double click delegates once", () =>
      inEitherOrder(
        (space, identity) => [
          lets("ada", space, identity("ben")),
          lets("ada", space, identity("ben")),
        ],
        ["ben"],
        ["done", "done"],
      ));
    await t.step("of two delegates the later stands, alone", () =>
      inEitherOrder(
        (space, identity) => [
          lets("ada", space, identity("ben")),
          lets("ada", space, identity("cay")),
        ],
        ["ben", "cay"],
        ["done", "done"],
      ));
    await t.step("nobody delegates to who is leaving", () =>
      inEitherOrder((space, identity) => [
        lets("ada", space, identity("ben")),
        ["ben", `public.leave_space('${space}')`],
      ], [""]));
    await t.step("nobody who is leaving delegates", () =>
      inEitherOrder((space, identity) => [
        lets("ada", space, identity("ben")),
        ["ada", `public.leave_space('${space}')`],
      ], [""]));
    await t.step("nothing stands across a block", () =>
      inEitherOrder((space, identity) => [
        lets("ada", space, identity("ben")),
        ["ben", `public.block_person('${idOf("ada")}')`],
      ], [""]));
    await t.step(
      "nothing stands for a name that was left",
      () =>
        inEitherOrder((space, identity) => [
          lets("ada", space, identity("ben")),
          ["ben", `public.set_confidentiality('anonymous', '${space}')`],
        ], [""]),
    );
    await t.step("an archived space takes none", () =>
      inEitherOrder((space, identity) => [
        lets("ada", space, identity("ben")),
        ["ola", `public.archive_space('${space}')`],
      ], ["", "ben"]));

    /**
     * A poll that closes while ada, who delegated to ben, makes a move: first the one, then the other,
     * then both at once. Whom her vote went to, each time.
     */
    const closing = async (move: (space: string, cay: string) => Move) => {
      const went: string[] = [];
      for (const order of ["move first", "close first", "at once"]) {
        const [space] = await sql`insert into public.spaces (name, slug)
          values ('Somewhere', ${`somewhere-${crypto.randomUUID().slice(0, 8)}`}) returning id`;
        for (const name of names) {
          const rank = name === "ola" ? "owner" : "member";
          await sql`select private.admit(${space!.id}, ${idOf(name)}, ${rank})`;
        }
        const owners = await sql`select identity_id, profile_id from private.identity_owners
          where space_id = ${space!.id}`;
        const identity = (name: Name) =>
          owners.find((owner) => owner.profile_id === idOf(name))!.identity_id as string;
        assert.equal(await call(lets("ada", space!.id, identity("ben"))), "done");
        const title = `Closing ${crypto.randomUUID()}`;
        const draft = `public.create_poll('${
          space!.id
        }', '${title}', 'yes_no', lens => 'delegated')`;
        assert.equal(await call(["ola", draft]), "done");
        const [poll] = await sql`select id from public.polls where title = ${title}`;
        assert.equal(await call(["ola", `public.open_poll('${poll!.id}')`]), "done");
        const tags = await sql`
          select p.id, encode(extensions.hmac(uuid_send(p.id), x.salt, 'sha256'), 'hex') as tag
          from public.profiles p, private.poll_secrets x where x.poll_id = ${poll!.id}`;

        const close: Move = ["ola", `public.close_poll('${poll!.id}')`];
        const both = [move(space!.id, identity("cay")), close];
        if (order === "close first") both.reverse();
        let running: Promise<string>[] = [];
        await sql.begin(async (sql) => {
          // The close waits for the first of these, a delegation for the second.
          if (order !== "close first") {
            await sql`select pg_advisory_xact_lock(uuid_hash_extended(${poll!.id}, 55))`;
          }
          if (order !== "move first") {
            await sql`select from public.spaces where id = ${space!.id} for update`;
          }
          if (order === "at once") {
            running = both.map(call);
            await eventually(async () => await waiting() === 2);
            return;
          }
          running = [call(both[1]!)];
          await eventually(async () => await waiting() === 1);
          assert.equal(await call(both[0]!), "done");
        });
        assert.deepEqual(new Set(await Promise.all(running)), new Set(["done"]));
        const frozen = await sql`
          select encode(delegator_tag, 'hex') as giver, encode(delegate_tag, 'hex') as taker
          from private.frozen_delegations where poll_id = ${poll!.id}`;
        const who = (tag: string) =>
          names.find((name) => idOf(name) === tags.find((known) => known.tag === tag)!.id);
        assert(frozen.length <= 1 && frozen.every(({ giver }) => who(giver) === "ada"), order);
        went.push(frozen.map(({ taker }) => who(taker)).join(" "));
      }
      return went;
    };
    await t.step("a poll closes with the old delegate or the new, never both", async () => {
      const [before, after, atOnce] = await closing((space, cay) => lets("ada", space, cay));
      assert.deepEqual([before, after], ["cay", "ben"]);
      assert(["ben", "cay"].includes(atOnce!), `went to "${atOnce}"`);
    });
    await t.step(
      "what is revoked before the close counts no more, afterwards it counted",
      async () => {
        const [before, after, atOnce] = await closing((space) => [
          "ada",
          `public.revoke_delegation('${space}')`,
        ]);
        assert.deepEqual([before, after], ["", "ben"]);
        assert(["", "ben"].includes(atOnce!), `went to "${atOnce}"`);
      },
    );
  } finally {
    await server.stop();
  }
});
