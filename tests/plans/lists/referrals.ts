import { type List, member, page } from "../list.ts";

export const referrals: List[] = [
  {
    name: "people I brought",
    as: "member",
    sql: `select r.referred_id, r.created_at, to_jsonb(p) as profiles
      from public.referrals r
      left join lateral (
        select profiles.id, profiles.handle, profiles.display_name from public.profiles
        where profiles.id = r.referred_id
      ) as p on true
      where r.referrer_id = '${member}' and r.created_at < '${page}'
      order by r.created_at desc limit 50`,
    why: "referrals_referrer_id_idx gives the order",
  },
  {
    name: "who brought me",
    as: "member",
    sql: `select referrals.* from public.referrals where referred_id = '${member}'`,
    why: "the primary key",
  },
];
