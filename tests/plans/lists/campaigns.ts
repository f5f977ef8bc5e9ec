import { id, identity, type List, page, publicSpace, space } from "../list.ts";

const campaign = id("e", 3); // in `space`, with two thousand contributions

export const campaigns: List[] = [
  {
    name: "public campaigns, newest first",
    as: "anon",
    sql: `select campaigns.* from public.campaigns
      where visibility = 'public' and status <> 'draft' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "campaigns_created_at_idx gives the order",
  },
  {
    name: "campaigns of a public space",
    as: "anon",
    sql: `select campaigns.* from public.campaigns
      where space_id = '${publicSpace}' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "campaigns_space_id_idx gives the order",
  },
  {
    name: "campaigns of a space, newest first",
    as: "member",
    sql: `select campaigns.* from public.campaigns
      where space_id = '${space}' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "campaigns_space_id_idx gives the order",
  },
  {
    name: "a campaign and how far it is",
    as: "member",
    sql: `select campaigns.raised_amount, campaigns.contribution_count from public.campaigns
      where id = '${campaign}'`,
    why: "campaigns_pkey",
  },
  {
    name: "contributions to a campaign, newest first",
    as: "member",
    sql: `select campaign_contributions.id, campaign_contributions.amount,
        campaign_contributions.message, campaign_contributions.shown_identity_id
      from public.campaign_contributions
      where campaign_id = '${campaign}' and given_on < '2100-01-01'
      order by given_on desc, id desc limit 20`,
    why: "campaign_contributions_campaign_id_idx gives the order",
  },
  {
    name: "what somebody gave to campaigns as they appear",
    as: "member",
    sql: `select campaign_contributions.id, campaign_contributions.amount
      from public.campaign_contributions
      where shown_identity_id = '${identity}' limit 20`,
    why: "campaign_contributions_shown_identity_id_idx",
  },
  {
    name: "matching rounds of a space, newest first",
    as: "member",
    sql: `select matching_rounds.* from public.matching_rounds
      where space_id = '${space}' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "matching_rounds_space_id_idx gives the order",
  },
  {
    name: "campaigns in a matching round",
    as: "member",
    sql: `select matching_entries.campaign_id, matching_entries.amount
      from public.matching_entries
      where round_id = '${id("6", 30)}' limit 20`,
    why: "matching_entries_round_id_idx",
  },
];
