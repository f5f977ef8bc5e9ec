// Tokens of two people, money of the club, and a stake.
import { becomeNobody, idOf } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function ledger({ sql, club }: Stage): Promise<void> {
  await becomeNobody(sql);
  for (const person of ["member", "neighbour"]) {
    await sql`
      select private.post_transaction('opening', ${person}, array[
        private.system_account(private.asset_id('LIVE'), 'issuance'),
        private.wallet_of(${idOf(person)}, private.asset_id('LIVE'))
      ], '{-100,100}')`;
  }
  await sql`
    select private.post_transaction('opening', 'club', array[
      private.system_account(private.asset_id('EUR'), 'provider:sandbox', 'asset'),
      private.space_account(${club}, private.asset_id('EUR'))
    ], '{-5000,5000}')`;
  await sql`
    select private.place_hold(
      private.wallet_of(${idOf("member")}, private.asset_id('LIVE')), 20, 'stake', 'story')`;
}
