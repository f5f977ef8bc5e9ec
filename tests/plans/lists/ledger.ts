import { type List, member, page, space } from "../list.ts";

export const ledger: List[] = [
  {
    name: "currencies and tokens",
    as: "anon",
    sql: `select assets.id, assets.code, assets.name, assets.scale from public.assets
      where space_id is null order by code limit 50`,
    why: "assets_space_id_code_key gives the order",
  },
  {
    name: "what can be exchanged",
    as: "anon",
    sql: `select conversion_values.* from public.conversion_values limit 50`,
    why: "there are few",
  },
  {
    name: "my accounts",
    as: "member",
    sql: `select a.id, a.balance, a.held, to_jsonb(s) as assets
      from public.ledger_accounts a
      left join lateral (
        select assets.code, assets.scale from public.assets where assets.id = a.asset_id
      ) as s on true
      where a.owner_profile_id = '${member}'`,
    why: "ledger_accounts_person_key",
  },
  {
    name: "accounts of a space",
    as: "member",
    sql: `select ledger_accounts.* from public.ledger_accounts where owner_space_id = '${space}'`,
    why: "ledger_accounts_space_key",
  },
  {
    name: "my balances",
    as: "member",
    sql: `select wallets.* from public.wallets`,
    why: "ledger_accounts_person_key",
  },
  {
    name: "a statement of mine",
    as: "member",
    sql: `select s.* from public.account_statement((
        select a.id from public.ledger_accounts a
        where a.owner_profile_id = '${member}' and a.purpose = 'wallet'
        order by a.held desc limit 1
      ), 1000) as s`,
    why: "the key of ledger_entries gives the order",
  },
  {
    name: "the books of a space",
    as: "member",
    sql: `select j.* from public.account_journal((
        select a.id from public.ledger_accounts a where a.owner_space_id = '${space}'
      ), '2020-01-01', '2100-01-01') as j`,
    why: "the key of ledger_entries gives the order",
  },
  {
    name: "what is held on my accounts",
    as: "member",
    sql: `select ledger_holds.* from public.ledger_holds
      where account_id = (
        select a.id from public.ledger_accounts a
        where a.owner_profile_id = '${member}' and a.purpose = 'wallet'
        order by a.held desc limit 1
      ) and created_at < '${page}'
      order by created_at desc, id desc limit 50`,
    why: "ledger_holds_account_id_idx gives the order",
  },
];
