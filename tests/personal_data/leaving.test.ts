// People who leave while they earn, give, verify and are paid: nothing waits in a circle, and the
// books add up.
import assert from "node:assert/strict";
import postgres from "postgres";
import { person, World } from "../bounties/world.ts";
import { startTestServer } from "../support/database.ts";

const PEOPLE = 150;
const STEPS = Deno.env.get("NIGHTLY") ? 60_000 : 2_000;
const AT_ONCE = 16;

Deno.test("people leave while all goes on", async () => {
  const server = await startTestServer();
  try {
    const sql = await server.clone(AT_ONCE);
    const world = new World(sql, PEOPLE);
    await world.open();
    const { club } = world;
    await sql`select private.post_transaction('opening', 'treasury', array[
      private.system_account(a, 'issuance'), private.space_account(${club}, a)], '{-100000,100000}')
      from private.asset_id('LIVE') as a`;
    await sql`insert into public.basic_incomes (space_id, asset_id, amount, period, due_on)
      select ${club}, private.asset_id('LIVE'), 11, 'day', current_date - 40`;
    await sql`insert into public.demurrage_rules
        (asset_id, space_id, threshold, basis_points, period, due_on)
      values (private.asset_id('LIVE'), ${club}, 100, 100, 'day', current_date - 40)`;
    const identities = await sql<{ id: string }[]>`
      select private.identity_of(p.id, ${club}) as id from public.profiles p order by p.id`;

    const draw = <T>(all: readonly T[]) => all[Math.floor(Math.random() * all.length)];
    const anybody = () => 1 + Math.floor(Math.random() * PEOPLE);
    const bounties: { id: string; by: number }[] = [];
    const works: { id: string; bounty: { id: string; by: number } }[] = [];
    const hours: { id: string; to: number }[] = [];
    const steps: Record<string, { often: number; take: () => Promise<unknown> }> = {
      "check in": { often: 10, take: () => world.call(anybody(), `check_in('${club}')`) },
      give: {
        often: 20,
        take: () =>
          world.call(
            anybody(),
            `transfer_tokens('${club}', '${draw(identities)!.id}', 'LIVE', 1, '${world.key()}')`,
          ),
      },
      "put up": {
        often: 8,
        async take() {
          const by = anybody();
          const { id } = await world.putUp(by);
          if (!id) return;
          await world.fund(by, id, 10);
          bounties.push({ id, by });
        },
      },
      fund: {
        often: 15,
        async take() {
          const bounty = draw(bounties);
          return bounty && await world.fund(anybody(), bounty.id, 5);
        },
      },
      "hand in": {
        often: 15,
        async take() {
          const bounty = draw(bounties);
          if (!bounty) return;
          const { id } = await world.hand_in(anybody(), bounty.id);
          if (id) works.push({ id, bounty });
        },
      },
      award: {
        often: 10,
        async take() {
          const work = draw(works);
          return work &&
            await world.call(work.bounty.by, `award_bounty('${work.bounty.id}', '{${work.id}}')`);
        },
      },
      "log hours": {
        often: 20,
        async take() {
          const to = anybody();
          const { id } = await world.call(
            anybody(),
            `log_hours('${club}', 100, current_date, 'Rowing', gen_random_uuid(), '${
              identities[to - 1]!.id
            }')`,
          );
          if (id) hours.push({ id, to });
        },
      },
      verify: {
        often: 20,
        async take() {
          const entry = draw(hours);
          return entry && await world.call(entry.to, `verify_hours('${entry.id}')`);
        },
      },
      income: { often: 3, take: () => sql`select private.pay_basic_incomes()` },
      demurrage: { often: 3, take: () => sql`select private.take_demurrage(7)` },
      bounties: { often: 3, take: () => world.tend() },
      leave: { often: 3, take: () => sql`delete from auth.users where id = ${person(anybody())}` },
      sweep: {
        often: 1,
        async take() {
          await sql`update private.erasures set due_at = now()`;
          await sql`select private.sweep_erasures()`;
        },
      },
    };
    const names = Object.entries(steps).flatMap(([name, { often }]) => Array(often).fill(name));
    const done = new Set<string>();
    let left = STEPS;
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) {
        const name = draw(names);
        await steps[name]!.take().catch((error: postgres.PostgresError) => {
          throw new Error(`${name}: ${error.message} ${error.detail}`, { cause: error });
        });
        done.add(name);
      }
    }));

    assert.deepEqual([...done].sort(), Object.keys(steps).sort());
    await sql`update private.erasures set due_at = now()`;
    await sql`select private.sweep_erasures()`;
    const leftBehind = await sql`
      select a.id from public.ledger_accounts a
      join public.profiles p on p.id = a.owner_profile_id
      where p.erased_at is not null and (a.balance <> 0 or a.closed_at is null)`;
    assert.deepEqual([...leftBehind], [], "who left has nothing");
    assert.deepEqual(await world.faults(), []);
    assert.deepEqual([...await sql`select * from private.reconcile_ledger()`], []);
  } finally {
    await server.stop();
  }
});
