import { identity, type List, page, space } from "../list.ts";

export const chrona: List[] = [
  {
    name: "hours I received in a space",
    as: "member",
    sql: `select hour_entries.* from public.hour_entries
      where receiver_id = '${identity}' and created_at < '${page}'
      order by created_at desc limit 50`,
    why: "hour_entries_receiver_id_idx gives the order",
  },
  {
    name: "hours of a space",
    as: "member",
    sql: `select hour_entries.* from public.hour_entries
      where space_id = '${space}' and created_at < '${page}'
      order by created_at desc limit 50`,
    why: "hour_entries_space_id_idx gives the order",
  },
  {
    name: "hours I gave",
    as: "member",
    sql: `select * from public.my_hours('${page}') where created_at > '2000-01-01'`,
    why: "hour_entries_author_id_idx gives the order",
  },
];
