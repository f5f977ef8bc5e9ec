// Codes when many hold them at the same moment.
import assert from "node:assert/strict";
import postgres from "postgres";
import { startTestServer } from "../support/database.ts";

const person = (n: number) => `c0000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const PEOPLE = 8;

Deno.test("codes at the same moment", async (t) => {
  const server = await startTestServer();
  const sql = await server.clone();
  const many = postgres({ ...sql.options, max: PEOPLE, onnotice: () => {} } as never);

  /** A command's answer, or the code with which it was refused; each in a transaction of its own. */
  const as = async (who: number, command: string) => {
    try {
      return await many.begin(async (transaction) => {
        await transaction`select set_config('request.jwt.claims', ${
          JSON.stringify({ sub: person(who) })
        }, true)`;
        const [row] = await transaction.unsafe(`select to_jsonb(${command}) as answer`);
        return row!.answer;
      });
    } catch (error) {
      if (!(error instanceof postgres.PostgresError) || !error.hint) throw error;
      return { hint: error.hint };
    }
  };
  const redeem = (who: number, code: string) => as(who, `public.redeem_invite_code('${code}')`);
  const outcome = (answer: { hint?: string; status?: string }) => answer.hint ?? answer.status;
  const people = Array.from({ length: PEOPLE }, (_, index) => index + 1);
  const everybody = <T>(act: (who: number) => Promise<T>) => Promise.all(people.map(act));

  try {
    for (const who of [0, ...people, 90]) {
      await sql`insert into auth.users (id, email) values (${person(who)}, ${
        who + "@example.com"
      })`;
    }
    /** A space of its own for each step, with an owner and an organizer, person 90. */
    const found = async (slug: string) => {
      const { id } = await as(0, `public.create_space('A space', '${slug}')`);
      await sql`insert into public.space_members (space_id, profile_id, role, status, joined_at)
        values (${id}, ${person(90)}, 'organizer', 'active', now())`;
      return id as string;
    };
    const uses = async (id: string) => {
      const [row] = await sql`
        select c.uses, (select count(*)::int from public.invite_redemptions r where r.code_id = c.id)
          as redemptions
        from public.invite_codes c where c.id = ${id}`;
      return [row!.uses, row!.redemptions];
    };

    await t.step("the last use has one taker", async () => {
      const space = await found("last-use");
      for (const [limit, code] of [[1, ""], [3, ", max_uses => 3"]] as const) {
        const made = await as(0, `public.create_invite_code('${space}'${code})`);
        const answers = (await everybody((who) => redeem(who, made.code))).map(outcome);
        assert.equal(answers.filter((answer) => answer === "active").length, limit, `${answers}`);
        assert.deepEqual(
          [...new Set(answers.filter((answer) => answer !== "active"))],
          ["code_used_up"],
        );
        assert.deepEqual(await uses(made.id), [limit, limit]);
        await sql`delete from public.space_members
          where space_id = ${space} and profile_id <> ${person(0)}`;
      }
    });

    await t.step("eight clicks of one person are one use", async () => {
      const space = await found("clicks");
      const made = await as(0, `public.create_invite_code('${space}', max_uses => 5)`);
      const answers = await everybody(() => redeem(1, made.code));
      assert.deepEqual([...new Set(answers.map(outcome))], ["active"]);
      assert.deepEqual(await uses(made.id), [1, 1]);
    });

    await t.step("one person's two codes at once let them in once", async () => {
      const space = await found("two-codes");
      const codes = [];
      for (let n = 0; n < 2; n++) codes.push(await as(0, `public.create_invite_code('${space}')`));
      const answers = await Promise.all(codes.map(({ code }) => redeem(1, code)));
      assert.deepEqual(answers.map(outcome), ["active", "active"]);
      const [members] = await sql`select count(*)::int as n from public.space_members
        where space_id = ${space} and profile_id = ${person(1)}`;
      assert.equal(members!.n, 1);
      const used = await Promise.all(codes.map(({ id }) => uses(id)));
      assert.deepEqual(used.sort(), [[0, 0], [1, 1]], "and use one of them");
    });

    await t.step(
      "who is demoted while a code is made or redeemed leaves no live code",
      async () => {
        for (let round = 0; round < 10; round++) {
          const space = await found(`demoted-${round}`);
          const before = await as(90, `public.create_invite_code('${space}')`);
          const [, , entered] = await Promise.all([
            as(0, `public.set_member_role('${space}', '${person(90)}', 'member')`),
            as(90, `public.create_invite_code('${space}')`),
            redeem(1, before.code),
          ]);
          const live = await sql`select from public.invite_codes
          where space_id = ${space} and revoked_at is null`;
          assert.equal(live.length, 0);
          assert.match(outcome(entered)!, /^(active|code_revoked)$/);
        }
      },
    );

    await t.step("a ban and a redemption at once end in the ban", async () => {
      for (let round = 0; round < 10; round++) {
        const space = await found(`banned-${round}`);
        const made = await as(0, `public.create_invite_code('${space}')`);
        await Promise.all([
          as(0, `public.ban_member('${space}', '${person(1)}', 'Threats.')`),
          redeem(1, made.code),
        ]);
        const [member] = await sql`select status from public.space_members
          where space_id = ${space} and profile_id = ${person(1)}`;
        assert.equal(member!.status, "banned");
      }
    });

    await t.step("guesses count, though each is refused, and all at once as well", async () => {
      const guess = (n: number) => redeem(5, `0000-0000-00${String(n).padStart(2, "0")}`);
      for (let n = 0; n < 4; n++) assert.equal(outcome(await guess(n)), "code_not_found");
      const answers = (await everybody((n) => guess(10 + n))).map(outcome);
      assert.deepEqual(answers.sort(), [
        ...Array(6).fill("code_not_found"),
        ...Array(2).fill("too_many_attempts"),
      ]);
    });

    await t.step("nobody guesses in a transaction that writes nothing", async () => {
      const made = await as(0, `public.create_invite_code('${await found("reading")}')`);
      for (const code of [made.code, "0000-0000-0000"]) {
        await assert.rejects(
          many.begin("read only", async (transaction) => {
            await transaction`select set_config('request.jwt.claims', ${
              JSON.stringify({ sub: person(6) })
            }, true)`;
            await transaction`select public.preview_invite_code(${code})`;
          }),
          { code: "25006" },
        );
      }
    });

    await t.step("rules added and put in order at once keep one order", async () => {
      const space = await found("rules");
      await everybody((who) =>
        as(0, `public.add_space_rule('${space}', 'rule', 'Rule ${who % 4}')`)
      );
      const rules = await sql`select id, position from public.space_rules where space_id = ${space}
        order by position`;
      assert.deepEqual(rules.map(({ position }) => position), [1, 2, 3, 4]);
      const ids = rules.map(({ id }) => id);
      const orders = [ids, ids.toReversed()];
      await Promise.all(orders.map((order) =>
        many.begin(async (transaction) => {
          await transaction`select set_config('request.jwt.claims', ${
            JSON.stringify({ sub: person(90) })
          }, true)`;
          await transaction`select public.reorder_space_rules(${space}, 'rule', ${order})`;
        })
      ));
      const after = (await sql`select id from public.space_rules where space_id = ${space}
        order by position`).map(({ id }) => id);
      assert(orders.some((order) => order.join() === after.join()), "one of the two, whole");
    });

    await t.step("keys set at once stay within the limit", async () => {
      const space = await found("keys");
      await sql`insert into public.space_state (space_id, profile_id, key, value)
        select ${space}, ${person(90)}, 'k' || n, '1' from generate_series(1, 97) as n`;
      const answers = await everybody((n) =>
        as(90, `public.set_space_state('${space}', 'new${n}', '1')`)
      );
      const refused = answers.filter(({ hint }) => hint === "too_many_keys");
      assert.equal(refused.length, PEOPLE - 3);
    });
  } finally {
    await many.end({ timeout: 1 });
    await server.stop();
  }
});
