import { type List, page, publicSpace, space } from "../list.ts";

const roster = (where: string) => `
  select i.id, i.display_name, i.role, i.joined_at, to_jsonb(p) as profile
  from public.contextual_identities i
  left join lateral (
    select profiles.id, profiles.handle, profiles.display_name, profiles.avatar_path
    from public.profiles where profiles.id = i.shown_profile_id
  ) as p on true
  where i.space_id = '${where}' and i.joined_at < '${page}'
  order by i.joined_at, i.id limit 50`;

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
  {
    name: "who is in a space",
    as: "member",
    sql: roster(space),
    why: "contextual_identities_space_id_idx gives the order",
  },
  {
    name: "who is in a public space",
    as: "member",
    sql: roster(publicSpace),
    why: "contextual_identities_space_id_idx gives the order",
  },
  {
    name: "how I appear",
    as: "member",
    sql: `select * from public.my_identities()`,
    why: "identity_owners_profile_id_idx",
  },
  {
    name: "how I appear where I come next",
    as: "member",
    sql: `select confidentiality_settings.* from public.confidentiality_settings`,
    why: "the primary key",
  },
];
