import { id, type List, page, space } from "../list.ts";

export const payouts: List[] = [
  {
    name: "what is paid out",
    as: "anon",
    sql: `select payout_terms.* from public.payout_terms limit 50`,
    why: "a row for each currency",
  },
  {
    name: "accounts a space is paid out to",
    as: "member",
    sql: `select payout_accounts.id, payout_accounts.status from public.payout_accounts
      where space_id = '${space}' order by created_at desc, id desc limit 20`,
    why: "payout_accounts_space_id_idx gives the order",
  },
  {
    name: "payouts of a space, newest first",
    as: "member",
    sql: `select payout_jobs.id, payout_jobs.amount, payout_jobs.status from public.payout_jobs
      where space_id = '${space}' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "payout_jobs_space_id_idx gives the order",
  },
  {
    name: "payouts to an account of mine, newest first",
    as: "member",
    sql: `select payout_jobs.id, payout_jobs.amount, payout_jobs.status from public.payout_jobs
      where payout_account_id = '${id("6", 1)}' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "payout_jobs_payout_account_id_idx gives the order",
  },
];
