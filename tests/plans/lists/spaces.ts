import { id, type List, member, page, space } from "../list.ts";

const parent = id("b", 11);

export const spaces: List[] = [
  {
    name: "public spaces, newest first",
    as: "anon",
    sql: `select spaces.* from public.spaces
      where visibility = 'public' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "spaces_created_at_idx gives the order",
  },
  {
    name: "public spaces, newest first, signed in",
    as: "member",
    sql: `select spaces.* from public.spaces
      where visibility = 'public' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "spaces_created_at_idx gives the order",
  },
  {
    name: "spaces below a space",
    as: "member",
    sql: `select spaces.* from public.spaces
      where parent_id = '${parent}' order by name limit 50`,
    why: "spaces_parent_id_idx",
  },
  {
    name: "a space by its address",
    as: "anon",
    sql: `select spaces.* from public.spaces where slug = 'space-1000'`,
    why: "the slug is a key",
  },
  {
    name: "my memberships with their spaces",
    as: "member",
    sql: `select m.role, m.status, to_jsonb(s) as spaces from public.space_members m
      left join lateral (
        select spaces.* from public.spaces where spaces.id = m.space_id
      ) as s on true
      where m.profile_id = '${member}' and m.status = 'active' limit 100`,
    why: "space_members_profile_id_idx, then each space by its key",
  },
  {
    name: "my memberships with preferences",
    as: "member",
    sql: `select * from public.my_memberships()`,
    why: "the door's own query, by person",
  },
  {
    name: "members of a space",
    as: "member",
    sql: `select m.profile_id, m.role, m.joined_at, to_jsonb(p) as profiles
      from public.space_members m
      left join lateral (
        select profiles.id, profiles.handle, profiles.display_name, profiles.avatar_path
        from public.profiles where profiles.id = m.profile_id
      ) as p on true
      where m.space_id = '${space}' and m.status = 'active' and m.joined_at < '${page}'
      order by m.joined_at desc limit 50`,
    why: "space_members_space_id_idx gives the order",
  },
  {
    name: "requests to join a space",
    as: "member",
    sql: `select profile_id, requested_at, request_message from public.space_members
      where space_id = '${space}' and status = 'pending' order by requested_at limit 50`,
    why: "space_members_pending_idx",
  },
  {
    name: "banned members of a space",
    as: "member",
    sql: `select profile_id, decided_at, decision_reason from public.space_members
      where space_id = '${space}' and status = 'banned' and decided_at < '${page}'
      order by decided_at desc, profile_id desc limit 50`,
    why: "space_members_banned_idx gives the order",
  },
  {
    name: "members of a space by rank",
    as: "member",
    sql: `select profile_id, role, joined_at from public.space_members
      where space_id = '${space}' and status = 'active'
      order by role desc, joined_at desc, profile_id desc limit 50`,
    why: "space_members_role_idx gives the order",
  },
  {
    name: "admins of the installation",
    as: "member",
    sql: `select id, handle, display_name, global_role from public.profiles
      where global_role <> 'member' order by global_role desc, id desc limit 50`,
    why: "profiles_global_role_idx gives the order",
  },
  {
    name: "people by their ids",
    as: "member",
    sql: `select id, handle, display_name from public.profiles
      where id = any ('{${member},${id("a", 7)},${id("a", 8)}}')`,
    why: "the primary key",
  },
  {
    name: "a person by their handle",
    as: "member",
    sql: `select id, handle, display_name from public.profiles where handle = 'person_7'`,
    why: "the handle is a key",
  },
];
