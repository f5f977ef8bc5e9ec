import { type List, page, space } from "../list.ts";

export const rewards: List[] = [
  {
    name: "what actions earn in a space",
    as: "member",
    sql: `select reward_rules.* from public.reward_rules
      where space_id = '${space}' order by action limit 50`,
    why: "reward_rules_space_id_action_key gives the order",
  },
  {
    name: "what actions earn everywhere",
    as: "member",
    sql: `select reward_rules.* from public.reward_rules
      where space_id is null order by action limit 50`,
    why: "reward_rules_space_id_action_key gives the order",
  },
  {
    name: "what I earned",
    as: "member",
    sql: `select * from public.my_rewards(before => '${page}')`,
    why: "reward_grants_profile_id_granted_at_idx gives the order",
  },
];
