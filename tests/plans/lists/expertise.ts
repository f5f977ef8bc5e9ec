import { type List, member, page } from "../list.ts";

export const expertise: List[] = [
  {
    name: "my expertise",
    as: "member",
    sql: `select expertise_scores.* from public.expertise_scores
      order by weighted_score desc limit 50`,
    why: "expertise_scores_profile_id_domain_code_key",
  },
  {
    name: "my ethics multiplier",
    as: "member",
    sql: `select ethics_scores.* from public.ethics_scores`,
    why: "the primary key",
  },
  {
    name: "what my score in a domain comes from",
    as: "member",
    sql: `select expertise_events.* from public.expertise_events
      where domain_code = '0613' and (occurred_at, id) < ('${page}', 9000000000)
      order by occurred_at desc, id desc limit 50`,
    why: "expertise_events_profile_id_idx gives the order",
  },
  {
    name: "what my ethics multiplier comes from",
    as: "member",
    sql: `select ethics_events.* from public.ethics_events
      where id < 9000000000 order by id desc limit 50`,
    why: "ethics_events_profile_id_idx gives the order",
  },
  {
    name: "what was proposed about my scores",
    as: "member",
    sql: `select context_analysis_logs.id, context_analysis_logs.analysis
      from public.context_analysis_logs
      where profile_id = '${member}' and created_at < '${page}'
      order by created_at desc limit 50`,
    why: "context_analysis_logs_profile_id_idx gives the order",
  },
  {
    name: "when my scores rose",
    as: "member",
    sql: `select emerging_experts.* from public.emerging_experts
      order by flagged_at desc limit 50`,
    why: "a handful of rows by emerging_experts_profile_id_domain_code_lapsed_at_key",
  },
  {
    name: "history of my score in a domain",
    as: "member",
    sql: `select score_history.* from public.score_history
      where domain_code = '0613' and changed_at < '${page}'
      order by changed_at desc, id desc limit 50`,
    why: "score_history_profile_id_idx gives the order",
  },
  {
    name: "fields below a field",
    as: "anon",
    sql: `select expertise_domains.* from public.expertise_domains
      where parent_code = '06' order by code`,
    why: "expertise_domains_parent_code_idx",
  },
  {
    name: "the numbers that scoring uses",
    as: "anon",
    sql: `select score_configurations.* from public.score_configurations`,
    why: "a handful of rows, open to all",
  },
];
