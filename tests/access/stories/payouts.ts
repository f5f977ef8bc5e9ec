// The club and a member are paid out, and so is the neighbour; something waits, something came.
import { become, becomeNobody, idOf } from "../actors.ts";
import type { Stage } from "../story.ts";
import { tell } from "../../payments/books.ts";

export async function payouts({ sql, club }: Stage): Promise<void> {
  await becomeNobody(sql);
  await sql`
    update public.feature_flags set is_enabled = true where key in ('donations_v1', 'payouts_v1')`;
  const owners = [["member", null], ["neighbour", null], ["owner", club]] as const;
  for (const [person, space] of owners) {
    await becomeNobody(sql);
    await sql`
      select private.post_transaction('opening', ${`payouts:${person}`}, array[
          private.system_account(e, 'provider:sandbox', 'asset'),
          case when ${space}::uuid is null then private.wallet_of(${idOf(person)}, e)
            else private.space_account(${space}::uuid, e) end], '{-10000,10000}')
      from private.asset_id('EUR') as e`;
    await sql`select set_config('request.jwt.claims', ${
      JSON.stringify({ sub: idOf(person) })
    }, false)`;
    const [{ account } = { account: "" }] = await sql`
      select private.open_payout_account(${space}, 'DE', 'EUR', 'sandbox') ->> 'id' as account`;
    const at = "2026-01-01T00:00:00Z";
    const about = { id: `acct_${person}`, reference: account, status: "verified", missing: [] };
    await tell(sql, { id: `${person}:account`, at, object: { kind: "account", ...about } });
    await become(sql, person);
    for (const key of ["waits", "comes"]) {
      await sql`select public.request_payout(${account}, 2000, ${key})`;
    }
    await becomeNobody(sql);
    const [{ payout } = { payout: "" }] = await sql`
      select id as payout from public.payout_jobs
      where payout_account_id = ${account} and request_key = 'comes'`;
    await tell(sql, {
      id: `${person}:transfer`,
      at,
      object: {
        kind: "transfer",
        id: `tr_${person}`,
        reference: payout,
        account: `acct_${person}`,
        amount: 2_000,
        currency: "EUR",
        reversed: 500,
      },
    });
  }
  await sql`
    insert into public.reconciliation_findings
      (provider, kind, reference, asset_id, expected, actual, moved_at)
    values ('sandbox', 'transfer_orphan', 'provider_objects/1', private.asset_id('EUR'), 0, -700,
      now())`;
}
