import { type List, page, publicSpace, space } from "../list.ts";

export const spaceKeeping: List[] = [
  {
    name: "codes into a space, newest first",
    as: "member",
    sql: `select invite_codes.* from public.invite_codes
      where space_id = '${space}' and created_at < '${page}'
      order by created_at desc, id desc limit 50`,
    why: "invite_codes_space_id_idx gives the order",
  },
  {
    name: "who came into a space by code, newest first",
    as: "member",
    sql: `select invite_redemptions.* from public.invite_redemptions
      where space_id = '${space}' and redeemed_at < '${page}'
      order by redeemed_at desc, profile_id desc limit 50`,
    why: "invite_redemptions_space_id_idx gives the order",
  },
  {
    name: "who came by a code",
    as: "member",
    sql: `select profile_id, redeemed_at from public.invite_redemptions
      where code_id = 'e0000000-0000-4000-8000-000000100007' limit 50`,
    why: "the primary key",
  },
  {
    name: "rules of a public space",
    as: "anon",
    sql: `select space_rules.* from public.space_rules
      where space_id = '${publicSpace}' and kind = 'rule' order by position`,
    why: "space_rules_space_id_idx",
  },
  {
    name: "rules of a space",
    as: "member",
    sql: `select space_rules.* from public.space_rules
      where space_id = '${space}' and kind = 'rule' order by position`,
    why: "space_rules_space_id_idx",
  },
  {
    name: "all that a space asks and offers",
    as: "member",
    sql: `select space_rules.* from public.space_rules
      where space_id = '${space}' order by kind, position limit 400`,
    why: "space_rules_space_id_idx gives the order",
  },
  {
    name: "what my client remembers in a space",
    as: "member",
    sql: `select key, value from public.space_state where space_id = '${space}' order by key`,
    why: "the primary key",
  },
  {
    name: "what my client remembers",
    as: "member",
    sql: `select space_id, key, value from public.space_state limit 1000`,
    why: "space_state_profile_id_idx",
  },
];
