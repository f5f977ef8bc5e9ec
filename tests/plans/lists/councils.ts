import { id, identity, type List, page, publicSpace, space } from "../list.ts";

const council = id("6", 501); // in `space`
const election = id("5", 501);
const publicCouncil = id("6", 500);
const publicElection = id("5", 500);

export const councils: List[] = [
  {
    name: "councils of a public space",
    as: "anon",
    sql: `select councils.* from public.councils
      where space_id = '${publicSpace}' order by name limit 50`,
    why: "councils_space_id_name_key gives the order",
  },
  {
    name: "councils of a space",
    as: "member",
    sql: `select councils.* from public.councils
      where space_id = '${space}' order by name limit 50`,
    why: "councils_space_id_name_key gives the order",
  },
  {
    name: "who sits, or sat, on a public council",
    as: "anon",
    sql: `select council_terms.* from public.council_terms
      where council_id = '${publicCouncil}' and starts_at < '${page}'
      order by starts_at desc limit 50`,
    why: "council_terms_council_id_idx gives the order",
  },
  {
    name: "who sits, or sat, on a council",
    as: "member",
    sql: `select council_terms.* from public.council_terms
      where council_id = '${council}' and starts_at < '${page}'
      order by starts_at desc limit 50`,
    why: "council_terms_council_id_idx gives the order",
  },
  {
    name: "where somebody sits, or sat",
    as: "member",
    sql: `select council_terms.* from public.council_terms
      where holder_id = '${identity}' limit 50`,
    why: "council_terms_holder_id_idx",
  },
  {
    name: "elections and recalls of a council",
    as: "member",
    sql: `select proposals.* from public.proposals
      where council_id = '${council}' and created_at < '${page}'
      order by created_at desc limit 20`,
    why: "proposals_council_id_idx gives the order",
  },
  {
    name: "who stands in a public election",
    as: "anon",
    sql: `select council_candidacies.* from public.council_candidacies
      where proposal_id = '${publicElection}' limit 100`,
    why: "the primary key",
  },
  {
    name: "who stands in an election",
    as: "member",
    sql: `select council_candidacies.* from public.council_candidacies
      where proposal_id = '${election}' limit 100`,
    why: "the primary key",
  },
];
