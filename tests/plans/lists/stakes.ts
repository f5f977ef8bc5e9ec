import { type List, page } from "../list.ts";

export const stakes: List[] = [
  {
    name: "what I have staked, latest first",
    as: "member",
    sql: `select poll_stakes.* from public.poll_stakes
      where staked_at < '${page}' order by staked_at desc limit 20`,
    why: "poll_stakes_profile_id_idx gives the order",
  },
];
