import { id, type List, space } from "../list.ts";

export const permissions: List[] = [
  {
    name: "what can be permitted",
    as: "member",
    sql: `select permissions.* from public.permissions where scope = 'space' order by key`,
    why: "a handful of rows, open to all",
  },
  {
    name: "what a space tuned",
    as: "member",
    sql: `select role_permissions.* from public.role_permissions
      where space_id = '${space}' order by permission, role`,
    why: "role_permissions_pkey gives the order",
  },
  {
    name: "tunings in a space, newest first",
    as: "member",
    sql: `select permission_changes.* from public.permission_changes
      where space_id = '${space}' and id < 1000000000 order by id desc limit 50`,
    why: "permission_changes_space_id_idx gives the order",
  },
  {
    name: "what I may do in a space",
    as: "member",
    sql: `select public.my_permissions('${space}')`,
    why: "one membership, and its tunings by their key",
  },
  {
    name: "may I do this there",
    as: "member",
    sql: `select public.may('polls.create', '${id("b", 7)}')`,
    why: "as what I may do",
  },
];
