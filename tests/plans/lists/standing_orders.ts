import { identity, type List, page, publicSpace, space } from "../list.ts";

export const standingOrders: List[] = [
  {
    name: "what I let be charged, newest first",
    as: "member",
    sql: `select my_standing_orders.* from public.my_standing_orders('${page}')`,
    why: "standing_orders_profile_id_idx gives the order",
  },
  {
    name: "standing orders of a space, newest first",
    as: "member",
    sql: `select standing_orders.id, standing_orders.amount, standing_orders.status
      from public.standing_orders
      where space_id = '${space}' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "standing_orders_space_id_idx gives the order",
  },
  {
    name: "pledges to a space, newest first",
    as: "member",
    sql: `select pledges.standing_order_id, pledges.amount, pledges.message from public.pledges
      where space_id = '${space}' and started_on < '2100-01-01'
      order by started_on desc, standing_order_id desc limit 20`,
    why: "pledges_space_id_idx gives the order",
  },
  {
    name: "what somebody pledged as they appear",
    as: "member",
    sql: `select pledges.standing_order_id, pledges.amount from public.pledges
      where shown_identity_id = '${identity}' limit 20`,
    why: "pledges_shown_identity_id_idx",
  },
  {
    name: "what a space sells",
    as: "anon",
    sql: `select subscription_plans.* from public.subscription_plans
      where space_id = '${publicSpace}' order by price, id limit 20`,
    why: "subscription_plans_space_id_idx gives the order",
  },
  {
    name: "subscriptions of a space",
    as: "member",
    sql: `select subscriptions.standing_order_id, subscriptions.plan_id from public.subscriptions
      where space_id = '${space}' order by standing_order_id desc limit 20`,
    why: "subscriptions_space_id_idx gives the order",
  },
  {
    name: "what my memberships include",
    as: "member",
    sql: `select my_tiers.* from public.my_tiers()`,
    why: "membership_tiers_profile_id_idx",
  },
];
