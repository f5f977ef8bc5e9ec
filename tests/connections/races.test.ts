// What must hold when two people act at the same moment.
import assert from "node:assert/strict";
import postgres from "postgres";
import { prepareData } from "../../stack/prepared_data.ts";
import { startDatabase } from "../../stack/stack.ts";
import { eventually } from "../support/stack.ts";

const ROUNDS = 40;
const person = (number: number) => `a0000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const [ola, vic, ida] = [person(1), person(2), person(3)];

Deno.test("connections at the same moment", async (t) => {
  const data = await prepareData({ seed: false });
  const database = await startDatabase({ data, ephemeral: true, seed: false });
  const sql = postgres(database.url, { max: 8, onnotice: () => {} });
  /** Calls a command as somebody, on a connection of its own; what it returns, or its refusal. */
  const call = (caller: string, command: string): Promise<postgres.Row> =>
    sql.begin(async (sql) => {
      await sql`select set_config('request.jwt.claims', ${JSON.stringify({ sub: caller })}, true)`;
      await sql.unsafe("set local role authenticated");
      const [row] = await sql.unsafe(`select * from public.${command}`);
      return row!;
    }).catch((error) => {
      if (error.code?.startsWith("PT")) return { refused: error.hint };
      throw error;
    });
  const ask = (asker: string, asked: string, kind = "friendship") =>
    call(asker, `request_connection('${asked}', '${kind}')`);
  const waiting = async (count: number) => {
    const found = await sql`
      select from pg_stat_activity where wait_event_type = 'Lock' and query like '%public.%'`;
    return found.length >= count;
  };
  /** Lets calls wait for the people they are about, and then go at once. */
  const together = async (...calls: (() => ReturnType<typeof call>)[]) => {
    let answers: Promise<postgres.Row[]>;
    await sql.begin(async (holding) => {
      await holding`select from public.profiles for no key update`;
      answers = Promise.all(calls.map((one) => one()));
      await eventually(() => waiting(calls.length));
    });
    return await answers!;
  };
  const clear = () => sql`truncate public.connections, public.blocks, public.referrals`;
  const rows = () => sql`select * from public.connections order by requested_at`;
  try {
    await sql`insert into auth.users (id, aud, role, email)
      select ('a0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'authenticated',
        'authenticated', n || '@example.com'
      from generate_series(1, 60) as n`;

    await t.step("requests that cross are one accepted connection", async () => {
      for (let round = 0; round < ROUNDS; round++) {
        await clear();
        const both = [() => ask(ola, vic), () => ask(vic, ola)];
        const answers = round < 5
          ? await together(...both)
          : await Promise.all(both.map((one) => one()));
        const [connection, ...others] = await rows();
        assert.equal(connection!.status, "accepted");
        assert.deepEqual(others, []);
        assert.deepEqual([...new Set(answers.map(({ id }) => id))], [connection!.id]);
        assert.deepEqual(answers.map(({ status }) => status).sort(), ["accepted", "pending"]);
      }
    });

    await t.step("six clicks are one request, and six answers one", async () => {
      await clear();
      const asked = await together(...Array.from({ length: 6 }, () => () => ask(ola, vic)));
      assert.deepEqual(asked.map(({ status }) => status), Array(6).fill("pending"));
      assert.equal((await rows()).length, 1);
      const yes = () => call(vic, `accept_connection('${asked[0]!.id}')`);
      const answers = await together(...Array.from({ length: 6 }, () => yes));
      assert.deepEqual(answers.map(({ status }) => status), Array(6).fill("accepted"));
      assert.equal(new Set(answers.map(({ decided_at }) => String(decided_at))).size, 1);
    });

    await t.step("accepted or declined or withdrawn: one of them", async () => {
      for (let round = 0; round < ROUNDS; round++) {
        await clear();
        const { id } = await ask(ola, vic);
        const answers = await Promise.all([
          call(vic, `accept_connection('${id}')`),
          call(vic, `decline_connection('${id}')`),
          call(ola, `withdraw_connection('${id}')`),
        ]);
        const [connection] = await rows();
        const done = answers.filter(({ status }) => status !== undefined);
        assert.deepEqual(done.map(({ status }) => status), [connection!.status]);
        for (const { refused } of answers) {
          if (refused) assert.match(refused, /^(invalid_transition|connection_not_found)$/);
        }
      }
    });

    await t.step("a block beside an answer or a request leaves nothing standing", async () => {
      for (let round = 0; round < ROUNDS; round++) {
        await clear();
        const { id } = await ask(ola, vic);
        const calls = [
          () => call(ola, `block_person('${vic}')`),
          () => call(vic, `accept_connection('${id}')`),
          () => ask(vic, ola, "mentorship"),
          () => ask(ola, vic, "collaboration"),
        ];
        await (round < 5 ? together(...calls) : Promise.all(calls.map((one) => one())));
        for (const { status } of await rows()) {
          assert.ok(!["pending", "accepted"].includes(status), status);
        }
        assert.equal((await sql`select from public.blocks`).length, 1);
      }
    });

    await t.step("two blocks that cross both hold", async () => {
      for (let round = 0; round < ROUNDS; round++) {
        await clear();
        const both = [[ola, vic], [vic, ola]] as const;
        const calls = [...both, ...both].map(([one, other]) => () =>
          call(one, `block_person('${other}')`)
        );
        const answers = await (round < 5 ? together(...calls) : Promise.all(calls.map((one) =>
          one()
        )));
        for (const { refused } of answers) assert.equal(refused, undefined);
        assert.equal((await sql`select from public.blocks`).length, 2);
      }
    });

    await t.step("the fiftieth request is the last, however many are sent at once", async () => {
      await clear();
      await sql`insert into public.connections (requester_id, addressee_id, kind)
        select ${ola}, p.id, 'friendship' from public.profiles p
        where p.id <> ${ola} order by p.id limit 49`;
      const answers = await together(
        ...Array.from({ length: 6 }, (_, n) => () => ask(ola, person(52 + n))),
      );
      assert.deepEqual(answers.map(({ status, refused }) => status ?? refused).sort(), [
        "pending",
        ...Array(5).fill("too_many_requests"),
      ]);
    });

    await t.step("a newcomer who names two people at once was sent by one", async () => {
      await sql`update public.profiles set created_at = created_at - interval '1 day'
        where id <> ${ida}`;
      await sql`update public.profiles set handle = 'ola' where id = ${ola}`;
      await sql`update public.profiles set handle = 'vic' where id = ${vic}`;
      for (let round = 0; round < ROUNDS; round++) {
        await clear();
        const answers = await Promise.all(
          ["ola", "vic", "ola", "vic"].map((handle) => call(ida, `claim_referral('${handle}')`)),
        );
        const [{ referrer_id }, ...others] = await sql`select * from public.referrals` as [
          postgres.Row,
        ];
        assert.deepEqual(others, []);
        assert.deepEqual(
          answers.map((answer) => answer.referrer_id ?? answer.refused).sort(),
          [referrer_id, referrer_id, "already_referred", "already_referred"].sort(),
        );
      }
    });

    await t.step("nobody asks, or is asked by, who is being erased", async () => {
      await clear();
      let asking: Promise<postgres.Row[]>;
      await sql.begin(async (erasing) => {
        await erasing`update public.profiles set handle = null, erased_at = now()
          where id = ${vic}`;
        asking = Promise.all([ask(ola, vic), ask(vic, ida)]);
        await eventually(() => waiting(2));
      });
      assert.deepEqual((await asking!).map(({ refused }) => refused), [
        "person_not_found",
        "sign_in_required",
      ]);
      assert.deepEqual([...await rows()], []);
    });
  } finally {
    await sql.end({ timeout: 1 });
    await database.stop();
  }
});
