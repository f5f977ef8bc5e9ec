import { id, identity, type List, page, space } from "../list.ts";

const bounty = id("4", 13); // in `space`

export const bounties: List[] = [
  {
    name: "bounties of a space, newest first",
    as: "member",
    sql: `select bounties.id, bounties.title, bounties.status, bounties.escrowed_amount
      from public.bounties
      where space_id = '${space}' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "bounties_space_id_idx gives the order",
  },
  {
    name: "bounties for something in a space, newest first",
    as: "member",
    sql: `select bounties.id, bounties.title, bounties.status from public.bounties
      where target_id = '${id("9", 13)}' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "bounties_target_id_idx gives the order",
  },
  {
    name: "what somebody put up as they appear",
    as: "member",
    sql: `select bounties.id, bounties.title, bounties.status from public.bounties
      where author_id = '${identity}' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "bounties_author_id_idx gives the order",
  },
  {
    name: "a bounty",
    as: "member",
    sql: `select bounties.id, bounties.title, bounties.escrowed_amount from public.bounties
      where id = '${bounty}'`,
    why: "bounties_pkey",
  },
  {
    name: "what was put into a bounty, latest first",
    as: "member",
    sql: `select bounty_contributions.id, bounty_contributions.amount
      from public.bounty_contributions
      where bounty_id = '${bounty}' and contributed_at < '${page}'
      order by contributed_at desc, id desc limit 20`,
    why: "bounty_contributions_bounty_id_idx gives the order",
  },
  {
    name: "what went in and out of a bounty, newest first",
    as: "member",
    sql: `select bounty_transactions.id, bounty_transactions.kind, bounty_transactions.amount
      from public.bounty_transactions
      where bounty_id = '${bounty}' and id < 1000000 order by id desc limit 20`,
    why: "bounty_transactions_bounty_id_idx gives the order",
  },
  {
    name: "what I put in as I appear, newest first",
    as: "member",
    sql: `select bounty_contributions.id, bounty_contributions.amount
      from public.bounty_contributions
      where identity_id = '${identity}' and contributed_at < '${page}'
      order by contributed_at desc, id desc limit 20`,
    why: "bounty_contributions_identity_id_idx gives the order",
  },
  {
    name: "work handed in for a bounty, newest first",
    as: "member",
    sql: `select bounty_submissions.id, bounty_submissions.body, bounty_submissions.status
      from public.bounty_submissions
      where bounty_id = '${bounty}' and handed_in_at < '${page}'
      order by handed_in_at desc, id desc limit 20`,
    why: "bounty_submissions_bounty_id_idx gives the order",
  },
  {
    name: "what I handed in as I appear, newest first",
    as: "member",
    sql: `select bounty_submissions.id, bounty_submissions.status from public.bounty_submissions
      where author_id = '${identity}' and handed_in_at < '${page}'
      order by handed_in_at desc, id desc limit 20`,
    why: "bounty_submissions_author_id_idx gives the order",
  },
  {
    name: "disputes over bounties of a space, newest first",
    as: "member",
    sql: `select bounty_disputes.id, bounty_disputes.reason, bounty_disputes.outcome
      from public.bounty_disputes
      where space_id = '${space}' and raised_at < '${page}'
      order by raised_at desc, id desc limit 20`,
    why: "bounty_disputes_space_id_idx gives the order",
  },
];
