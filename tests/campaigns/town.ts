// A space that raises money, in a database of its own: what its people, the provider and the schedule
// do there, and what has to hold whatever they do.
import assert from "node:assert/strict";
import type postgres from "postgres";
import { tell } from "../payments/books.ts";

export const people = ["ola", "gus", "mia", "ned", "vic"] as const;
export type Person = typeof people[number];
export const idOf = (person: Person) =>
  `a0000000-0000-4000-8000-00000000000${people.indexOf(person)}`;

export interface Town {
  sql: postgres.Sql;
  space: string;
  /** Calls SQL as somebody. */
  as<T extends postgres.Row = postgres.Row>(person: Person, query: string): Promise<T[]>;
  /** Ola opens a campaign; its id. */
  raise(goal: number, funding?: string, beneficiary?: string | null): Promise<string>;
  /** Somebody stands before the page; the payment's id. */
  start(person: Person, campaign: string, amount: number): Promise<string>;
  /** What the provider says of a payment, or of a refund or dispute of it. */
  says(payment: string, kind: string, status: string, amount: number, id?: string): Promise<string>;
  /** Somebody gives; the payment's id. */
  give(person: Person, campaign: string, amount: number): Promise<string>;
  /** The provider has done what it was asked for, so or so. */
  refunds(outcome: "succeeded" | "failed"): Promise<number>;
  passDeadline(campaign: string): Promise<void>;
  tend(): Promise<void>;
  /** Fails where money is not where the contributions say. */
  proveContributions(note?: string): Promise<void>;
  /** And where the ledger is not sound. */
  proveBooks(note?: string): Promise<void>;
}

/** Founds it in a migrated database. */
export async function foundTown(sql: postgres.Sql): Promise<Town> {
  for (const person of people) {
    await sql`insert into auth.users (id, aud, role, email)
      values (${idOf(person)}, 'authenticated', 'authenticated', ${person + "@example.com"})`;
  }
  await sql`update public.feature_flags set is_enabled = true
    where key in ('donations_v1', 'campaigns_v1')`;
  const as = <T extends postgres.Row>(person: Person, query: string) =>
    sql.begin(async (sql) => {
      await sql`select set_config('request.jwt.claims', ${
        JSON.stringify({ sub: idOf(person) })
      }, true)`;
      return await sql.unsafe<T[]>(query);
    }) as unknown as Promise<T[]>;
  const [{ id: space } = { id: "" }] = await as(
    "ola",
    "select (public.create_space('Town', 'town', visibility => 'public')).id",
  );
  let titles = 0;
  let events = 0;
  const clock = () => new Date(Date.UTC(2026, 0, 1) + ++events * 1000).toISOString();

  const town: Town = {
    sql,
    space,
    as,
    async raise(goal, funding = "all_or_nothing", beneficiary = null) {
      const [row] = await as(
        "ola",
        `select (public.open_campaign((public.draft_campaign('${space}', 'Campaign ${++titles}',
          'EUR', ${goal}, now() + interval '30 days', '', '${funding}',
          ${beneficiary ? `'${beneficiary}'` : "null"})).id)).id`,
      );
      return row!.id;
    },
    async start(person, campaign, amount) {
      const [row] = await sql`
        select (private.start_payment('campaign', ${space}, ${campaign}, ${
        sql.json({ amount })
      }, false, 'sandbox', false, ${idOf(person)}, ${crypto.randomUUID()})).id`;
      return row!.id;
    },
    says(payment, kind, status, amount, id = "") {
      const object = kind === "payment" ? `pi:${payment}` : `${kind}:${payment}:${id}`;
      return tell(sql, {
        id: `${object}:${status}:${++events}`,
        at: clock(),
        object: {
          kind,
          status,
          amount,
          id: object,
          payment: `pi:${payment}`,
          reference: kind === "payment" ? payment : id || null,
          currency: "EUR",
          failure: null,
          reason: "fraudulent",
          dueBy: null,
        },
      });
    },
    async give(person, campaign, amount) {
      const payment = await town.start(person, campaign, amount);
      assert.equal(await town.says(payment, "payment", "succeeded", amount), "applied");
      return payment;
    },
    async refunds(outcome) {
      const asked = await sql`
        select id, payment_id, amount::int from public.refunds where status in ('requested', 'pending')
        order by id`;
      for (const { id, payment_id, amount } of asked) {
        await town.says(payment_id, "refund", outcome, amount, id);
      }
      return asked.length;
    },
    async passDeadline(campaign) {
      await sql.begin(async (sql) => {
        await sql`alter table public.campaigns disable trigger campaigns_before_change_guard`;
        await sql`update public.campaigns set deadline = now() - interval '1 hour'
          where id = ${campaign}`;
        await sql`alter table public.campaigns enable trigger campaigns_before_change_guard`;
      });
    },
    async tend() {
      await sql`select private.end_campaigns()`;
      await sql`select private.send_back_contributions()`;
    },
    async proveBooks(note = "") {
      await town.proveContributions(note);
      const faults = await sql`select * from private.reconcile_ledger()`;
      assert.deepEqual([...faults], [], note);
    },
    async proveContributions(note = "") {
      const off = await sql`
        with kept as (
          select case when g.is_late then 'late_contributions' else 'campaign:' || c.id end as purpose,
            sum(private.share_of_payment(p, p.refunded_amount + p.disputed_amount)) as amount
          from public.campaign_contributions g
          join public.campaigns c on c.id = g.campaign_id
          join public.payments p on p.id = g.payment_id and p.status = 'succeeded'
          where g.status <> 'credited' and (g.is_late or c.paid_amount is null)
          group by 1
        )
        select coalesce(k.purpose, a.purpose) as account, a.balance, k.amount
        from kept k
        full join (
          select * from public.ledger_accounts
          where owner_space_id = ${space}
            and (purpose like 'campaign:%' or purpose = 'late_contributions')
        ) as a on a.purpose = k.purpose
        where coalesce(a.balance, 0) <> coalesce(k.amount, 0)`;
      assert.deepEqual([...off], [], note);
      const counted = await sql`
        select k.id from private.campaign_contributors k
        where k.amount <> (select coalesce(sum(g.counted_amount), 0)
          from public.campaign_contributions g where g.contributor_id = k.id)`;
      assert.deepEqual([...counted], [], note);
    },
  };
  return town;
}
