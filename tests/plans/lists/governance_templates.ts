import { type List, space } from "../list.ts";

export const governanceTemplates: List[] = [
  {
    name: "everybody's templates",
    as: "anon",
    sql: `select governance_templates.* from public.governance_templates
      where space_id is null order by code limit 20`,
    why: "governance_templates_space_id_code_key gives the order",
  },
  {
    name: "a space's own templates",
    as: "member",
    sql: `select governance_templates.* from public.governance_templates
      where space_id = '${space}' order by code limit 20`,
    why: "governance_templates_space_id_code_key gives the order",
  },
  {
    name: "an organizer changes a template",
    as: "member",
    sql: `update public.governance_templates set voting_days = 5
      where space_id = '${space}' and code = 'ours_1' returning *`,
    why: "governance_templates_space_id_code_key; where I may is looked up once",
  },
];
