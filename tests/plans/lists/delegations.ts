import { identity, type List, page, space } from "../list.ts";

export const delegations: List[] = [
  {
    name: "what I delegated in a space, newest first, with what is over",
    as: "member",
    sql: `select delegations.* from public.delegations
      where delegator_id = '${identity}' and created_at < '${page}'
      order by created_at desc limit 20`,
    why: "delegations_delegator_id_idx gives the order",
  },
  {
    name: "who delegates to me in a space, newest first",
    as: "member",
    sql: `select delegations.* from public.delegations
      where delegate_id = '${identity}' and ended_on is null and created_at < '${page}'
      order by created_at desc limit 20`,
    why: "delegations_received_idx gives the order",
  },
  {
    name: "what stands between me and others in a space",
    as: "member",
    sql: `select * from public.my_delegations('${space}') limit 20`,
    why: "both sides by their indexes",
  },
];
