import { id, type List, space } from "../list.ts";

export const resonance: List[] = [
  {
    name: "what matters to me",
    as: "member",
    sql: `select value_profiles.* from public.value_profiles`,
    why: "the primary key",
  },
  {
    name: "roles that complete each other",
    as: "anon",
    sql: `select complementary_archetypes.* from public.complementary_archetypes`,
    why: "a handful of rows, open to all",
  },
  {
    name: "how people are compared",
    as: "anon",
    sql: `select resonance_configurations.* from public.resonance_configurations
      order by version desc limit 1`,
    why: "the primary key, backwards",
  },
  {
    name: "how I and another person fit",
    as: "member",
    sql: `select * from public.resonance_with('${id("a", 7)}')`,
    why: "each of the two by key, and the circles of both",
    mostRows: 3000,
  },
  {
    name: "people of a space who fit",
    as: "member",
    sql: `select * from public.resonant_people('${space}', page_size => 50)`,
    why: "a stretch of members and what 200 of them wrote, by keys",
    mostRows: 20_000,
  },
];
