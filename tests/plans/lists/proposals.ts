import { id, identity, type List, page, publicSpace, space } from "../list.ts";

const proposal = id("9", 13); // in `space`, talked over

export const proposals: List[] = [
  {
    name: "public proposals, newest first",
    as: "anon",
    sql: `select proposals.* from public.proposals
      where visibility = 'public' and status <> 'draft' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "proposals_created_at_idx gives the order",
  },
  {
    name: "public proposals, newest first, signed in",
    as: "member",
    sql: `select proposals.* from public.proposals
      where visibility = 'public' and status <> 'draft' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "proposals_created_at_idx gives the order",
  },
  {
    name: "proposals of a public space",
    as: "anon",
    sql: `select proposals.* from public.proposals
      where space_id = '${publicSpace}' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "proposals_space_id_idx gives the order",
  },
  {
    name: "proposals of a space",
    as: "member",
    sql: `select proposals.* from public.proposals
      where space_id = '${space}' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "proposals_space_id_idx gives the order",
  },
  {
    name: "proposals of an author",
    as: "member",
    sql: `select proposals.* from public.proposals
      where author_id = '${identity}' and created_at < '${page}'
      order by created_at desc limit 20`,
    why: "proposals_author_id_idx gives the order",
  },
  {
    name: "the texts of a proposal",
    as: "anon",
    sql: `select proposal_revisions.* from public.proposal_revisions
      where proposal_id = '${id("9", 999)}' order by number desc`,
    why: "the primary key",
  },
  {
    name: "the texts of a proposal, signed in",
    as: "member",
    sql: `select proposal_revisions.* from public.proposal_revisions
      where proposal_id = '${proposal}' order by number desc`,
    why: "the primary key",
  },
  {
    name: "who stands behind a proposal",
    as: "member",
    sql: `select proposal_seconds.* from public.proposal_seconds
      where proposal_id = '${proposal}' limit 50`,
    why: "the primary key",
  },
  {
    name: "what somebody stands behind, newest first",
    as: "member",
    sql: `select proposal_seconds.* from public.proposal_seconds
      where author_id = '${identity}' and seconded_at < '${page}'
      order by seconded_at desc limit 20`,
    why: "proposal_seconds_author_id_idx gives the order",
  },
  {
    name: "amendments of a proposal, newest first",
    as: "anon",
    sql: `select amendments.* from public.amendments
      where proposal_id = '${id("9", 999)}' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "amendments_proposal_id_idx gives the order",
  },
  {
    name: "amendments of a proposal, newest first, signed in",
    as: "member",
    sql: `select amendments.* from public.amendments
      where proposal_id = '${proposal}' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "amendments_proposal_id_idx gives the order",
  },
  {
    name: "what somebody would change, newest first",
    as: "member",
    sql: `select amendments.* from public.amendments
      where author_id = '${identity}' and created_at < '${page}'
      order by created_at desc limit 20`,
    why: "amendments_author_id_idx gives the order",
  },
  {
    name: "who would have an amendment accepted",
    as: "member",
    sql: `select amendment_seconds.* from public.amendment_seconds
      where amendment_id = '${id("8", 13)}' limit 50`,
    why: "the primary key",
  },
  {
    name: "amendments somebody would have accepted, newest first",
    as: "member",
    sql: `select amendment_seconds.* from public.amendment_seconds
      where author_id = '${identity}' and seconded_at < '${page}'
      order by seconded_at desc limit 20`,
    why: "amendment_seconds_author_id_idx gives the order",
  },
];
