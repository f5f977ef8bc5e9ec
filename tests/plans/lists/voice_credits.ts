import { type List, page, space } from "../list.ts";

export const voiceCredits: List[] = [
  {
    name: "the cycles of a space, latest first",
    as: "member",
    sql: `select credit_cycles.* from public.credit_cycles
      where space_id = '${space}' and starts_at < '${page}' order by starts_at desc limit 20`,
    why: "credit_cycles_space_id_idx gives the order",
  },
  {
    name: "what a space gives",
    as: "member",
    sql: `select voice_credit_settings.* from public.voice_credit_settings
      where space_id = '${space}'`,
    why: "the key",
  },
  {
    name: "what I spent in a cycle",
    as: "member",
    sql: `select voice_votes.* from public.voice_votes
      where cycle_id = (
        select id from public.credit_cycles where space_id = '${space}'
        order by starts_at desc limit 1
      )`,
    why: "voice_votes_profile_id_idx: the caller's, in the cycle",
  },
];
