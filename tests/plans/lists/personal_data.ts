import type { List } from "../list.ts";

export const personalData: List[] = [
  {
    name: "what happened to my data, newest first",
    as: "member",
    sql: `select id, table_name, row_key, action, changed_columns, is_own_act, origin, created_at
      from public.traceability_records where id < 1000000000 order by id desc limit 50`,
    why: "traceability_records_profile_id_idx gives the order",
  },
];
