import { id, identity, type List, page, space } from "../list.ts";

export const payments: List[] = [
  {
    name: "what payments cost",
    as: "anon",
    sql: `select payment_terms.* from public.payment_terms where space_id is null limit 50`,
    why: "payment_terms_space_id_asset_id_key",
  },
  {
    name: "payments to a space, newest first",
    as: "member",
    sql: `select payments.id, payments.total_amount, payments.status from public.payments
      where space_id = '${space}' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "payments_space_id_idx gives the order",
  },
  {
    name: "what I paid, newest first, with receipts",
    as: "member",
    sql: `select * from public.my_payments('${page}', null, 20)`,
    why: "payments_profile_id_idx gives the order",
  },
  {
    name: "gifts to a space, newest first",
    as: "member",
    sql: `select donations.id, donations.amount, donations.message from public.donations
      where space_id = '${space}' and given_on < '2100-01-01'
      order by given_on desc, id desc limit 20`,
    why: "donations_space_id_idx gives the order",
  },
  {
    name: "gifts for something in a space, newest first",
    as: "member",
    sql: `select donations.id, donations.amount, donations.message from public.donations
      where target_id = '${id("9", 13)}' and given_on < '2100-01-01'
      order by given_on desc, id desc limit 20`,
    why: "donations_target_id_idx gives the order",
  },
  {
    name: "what somebody gave as they appear",
    as: "member",
    sql: `select donations.id, donations.amount from public.donations
      where shown_identity_id = '${identity}' limit 20`,
    why: "donations_shown_identity_id_idx",
  },
  {
    name: "receipts of a space by number",
    as: "member",
    sql: `select receipts.id, receipts.number from public.receipts
      where space_id = '${space}' and year = 2026 and number > 0 order by number limit 20`,
    why: "receipts_space_id_year_number_key gives the order",
  },
  {
    name: "refunds of a space, newest first",
    as: "member",
    sql: `select refunds.id, refunds.amount, refunds.status from public.refunds
      where space_id = '${space}' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "refunds_space_id_idx gives the order",
  },
  {
    name: "disputes of a space, newest first",
    as: "member",
    sql: `select disputes.id, disputes.amount, disputes.status from public.disputes
      where space_id = '${space}' and opened_at < '${page}'
      order by opened_at desc, id desc limit 20`,
    why: "disputes_space_id_idx gives the order",
  },
  {
    name: "disputes over a payment of mine",
    as: "member",
    sql: `select disputes.id, disputes.amount, disputes.status from public.disputes
      where payment_id = '${id("7", 20)}' order by opened_at desc, id desc limit 20`,
    why: "disputes_payment_id_idx",
  },
  {
    name: "deliveries without effect, newest first",
    as: "member",
    sql: `select payment_events.id, payment_events.type, payment_events.reason
      from public.payment_events
      where status in ('waiting', 'parked', 'failed') and id < 1000000
      order by id desc limit 20`,
    why: "payment_events_pkey gives the order",
  },
];
