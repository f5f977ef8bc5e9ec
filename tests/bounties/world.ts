// A club with people in it, money in their wallets, and bounties whose time can be let pass.
import postgres from "postgres";
import { tell } from "../payments/books.ts";

export const person = (number: number) =>
  `a0000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** What a command answered: its row, or the code it was refused with. */
export type Answer = postgres.Row & { refused?: string };

/** Everything that a club with bounties needs, over one pool of connections. */
export class World {
  club = "";
  private drawn = 0;

  constructor(readonly sql: postgres.Sql, readonly people: number) {}

  /** Signs everybody up, makes person 1 the owner, 2 a moderator, and gives each 1,000 LIVE. */
  async open(): Promise<void> {
    const { sql, people } = this;
    await sql`
      insert into auth.users (id, aud, role, email)
      select ('a0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'authenticated',
        'authenticated', n || '@example.com'
      from generate_series(1, ${people}) as n`;
    this.club = (await this.call(1, "create_space('Club', 'club')")).id;
    for (let n = 2; n <= people; n++) {
      await sql`
        insert into public.space_members (space_id, profile_id, role, status, joined_at)
        values (${this.club}, ${person(n)}, ${n === 2 ? "moderator" : "member"}, 'active', now())`;
    }
    for (let n = 1; n <= people; n++) {
      await sql`
        select private.post_transaction('opening', ${`opening ${n}`}, array[
          private.system_account(private.asset_id('LIVE'), 'issuance'),
          private.wallet_of(${person(n)}, private.asset_id('LIVE'))], '{-1000,1000}')`;
    }
  }

  /** Calls a command as somebody, on a connection of its own. */
  call(caller: number, command: string): Promise<Answer> {
    return this.sql.begin(async (sql) => {
      await sql`select set_config('request.jwt.claims', ${
        JSON.stringify({ sub: person(caller) })
      }, true)`;
      await sql.unsafe("set local role authenticated");
      const [row] = await sql.unsafe(`select * from public.${command}`);
      return row as Answer;
    }).catch((error) => {
      if (error.code?.startsWith("PT")) return { refused: error.hint } as unknown as Answer;
      throw error;
    });
  }

  key = () => `request-key-${++this.drawn}`;

  putUp(caller: number, asset = "LIVE"): Promise<Answer> {
    return this.call(
      caller,
      `create_bounty('${this.club}', 'Bounty', '${asset}', now() + interval '10 days', '${this.key()}')`,
    );
  }

  fund(caller: number, bounty: string, amount: number, key = this.key()): Promise<Answer> {
    return this.call(caller, `fund_bounty('${bounty}', ${amount}, '${key}')`);
  }

  hand_in(caller: number, bounty: string): Promise<Answer> {
    return this.call(caller, `hand_in('${bounty}', 'Done.', '${this.key()}')`);
  }

  /** Starts a payment; the id, or the refusal. */
  pay(caller: number, bounty: string, amount: number): Promise<Answer> {
    return this.sql.begin(async (sql) => {
      await sql`select set_config('request.jwt.claims', ${
        JSON.stringify({ sub: person(caller) })
      }, true)`;
      const [row] = await sql`
        select private.start_page_payment('bounty', ${this.club}, ${bounty},
          ${sql.json({ amount })}, false, null, 'sandbox', ${this.key()}) ->> 'id' as id`;
      return row as Answer;
    }).catch((error) => {
      if (error.code?.startsWith("PT")) return { refused: error.hint } as unknown as Answer;
      throw error;
    });
  }

  /** The provider says that a payment succeeded. */
  paid(payment: string, amount: number): Promise<string> {
    return tell(this.sql, {
      id: `paid:${payment}`,
      at: "2026-01-01T00:00:00Z",
      object: {
        kind: "payment",
        id: `pi:${payment}`,
        reference: payment,
        status: "succeeded",
        amount,
        currency: "EUR",
        payment: `pi:${payment}`,
      },
    });
  }

  /** The provider answers to a refund. */
  refunded(
    { id, payment_id, amount }: { id: string; payment_id: string; amount: number },
    status: "succeeded" | "failed",
  ): Promise<string> {
    return tell(this.sql, {
      id: `refund:${id}:${status}`,
      at: status === "failed" ? "2026-01-02T00:00:00Z" : "2026-01-01T00:00:00Z",
      object: {
        kind: "refund",
        id: `re:${id}`,
        reference: id,
        status,
        amount,
        currency: "EUR",
        payment: `pi:${payment_id}`,
      },
    });
  }

  /** Lets days pass for every bounty, without the clock seeing it. */
  async pass(days: number): Promise<void> {
    await this.sql.begin(async (sql) => {
      await sql.unsafe(`
        alter table public.bounties disable trigger bounties_before_change_guard;
        alter table public.bounty_disputes disable trigger bounty_disputes_before_change_guard;
        update public.bounties b set ends_at = ends_at - i, review_until = review_until - i,
          settles_at = settles_at - i, created_at = created_at - i
        from (select interval '${days} days' as i) as x;
        update public.bounty_disputes set raised_at = raised_at - interval '${days} days';
        alter table public.bounties enable trigger bounties_before_change_guard;
        alter table public.bounty_disputes enable trigger bounty_disputes_before_change_guard;`);
    });
  }

  /** What the clock does each minute. */
  async tend(): Promise<void> {
    await this.sql`select private.tend_bounties()`;
  }

  /** What is in somebody's wallet. */
  async has(number: number, asset = "LIVE"): Promise<number> {
    const [row] = await this.sql`
      select coalesce(sum(a.balance), 0)::float8 as balance
      from public.ledger_accounts a
      where a.owner_profile_id = ${person(number)} and a.asset_id = private.asset_id(${asset})`;
    return row!.balance;
  }

  async state(bounty: string): Promise<{ status: string; escrowed_amount: number }> {
    const [row] = await this.sql`
      select status, escrowed_amount::float8 from public.bounties where id = ${bounty}`;
    return row as { status: string; escrowed_amount: number };
  }

  /** Escrow accounts that are not what contributions, history and bounties say they are. */
  async faults(): Promise<postgres.Row[]> {
    const rows = await this.sql`
      select 'contribution' as what, c.id
      from public.bounty_contributions c
      join public.ledger_accounts a on a.id = c.account_id
      where a.balance <> c.escrowed_amount or a.balance <> (
        select coalesce(sum(t.amount), 0) from public.bounty_transactions t
        where t.contribution_id = c.id)
      union all
      select 'history', e.account_id
      from public.bounty_contributions c
      join private.ledger_entries e on e.account_id = c.account_id
      left join public.bounty_transactions t
        on t.contribution_id = c.id and t.number = e.account_version
      where (t.transaction_id, t.amount) is distinct from (e.transaction_id, e.amount)
      union all
      select 'bounty', b.id
      from public.bounties b
      where b.escrowed_amount <> (
        select coalesce(sum(c.escrowed_amount), 0) from public.bounty_contributions c
        where c.bounty_id = b.id)`;
    return [...rows];
  }
}
