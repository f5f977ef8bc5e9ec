import { type List, member, page } from "../list.ts";

const withProfiles = (connections: string) =>
  `select c.*, to_jsonb(r) as requester, to_jsonb(a) as addressee
  from ${connections} c
  left join lateral (
    select profiles.id, profiles.handle, profiles.display_name from public.profiles
    where profiles.id = c.requester_id
  ) as r on true
  left join lateral (
    select profiles.id, profiles.handle, profiles.display_name from public.profiles
    where profiles.id = c.addressee_id
  ) as a on true`;

export const connections: List[] = [
  {
    name: "my connections with profiles",
    as: "member",
    sql: withProfiles(`public.my_connections(before => '${page}')`),
    why: "the door merges the two partial indexes of accepted ones",
  },
  {
    name: "connections I asked for, with profiles",
    as: "member",
    sql: `${withProfiles("public.connections")}
      where c.status = 'accepted' and c.decided_at < '${page}' and c.requester_id = '${member}'
      order by c.decided_at desc, c.id limit 50`,
    why: "connections_requester_accepted_idx gives the order",
  },
  {
    name: "requests that wait for me, with profiles",
    as: "member",
    sql: `${withProfiles("public.connections")}
      where c.status = 'pending' and c.requested_at < '${page}' and c.addressee_id = '${member}'
      order by c.requested_at desc, c.id limit 50`,
    why: "connections_incoming_idx gives the order",
  },
  {
    name: "my open requests",
    as: "member",
    sql: `select connections.* from public.connections
      where status = 'pending' and requested_at < '${page}' and requester_id = '${member}'
      order by requested_at desc, id limit 50`,
    why: "connections_outgoing_idx gives the order",
  },
  {
    name: "people I block",
    as: "member",
    sql: `select blocks.* from public.blocks
      where created_at < '${page}' order by created_at desc limit 50`,
    why: "blocks_blocker_id_idx gives the order",
  },
];
