import type { List } from "../list.ts";

export const identity: List[] = [
  {
    name: "a person by a handle, present or former",
    as: "member",
    sql: `select * from public.find_profile('person_7')`,
    why: "the history's key, then the profile's",
  },
  {
    name: "my handles",
    as: "member",
    sql: `select handle_history.* from public.handle_history order by used_from desc`,
    why: "handle_history_profile_id_idx",
  },
];
