import { type List, page, space } from "../list.ts";

export const economy: List[] = [
  {
    name: "what a space gives its members",
    as: "member",
    sql: `select basic_incomes.* from public.basic_incomes where space_id = '${space}'`,
    why: "the key leads with space_id",
  },
  {
    name: "how often a space gave it",
    as: "member",
    sql: `select basic_income_rounds.* from public.basic_income_rounds
      where space_id = '${space}' and due_on < '2100-01-01'
        and asset_id = (select a.id from public.assets a where a.space_id = '${space}')
      order by due_on desc limit 50`,
    why: "the key gives the order",
  },
  {
    name: "what does not pile up in a space",
    as: "member",
    sql: `select demurrage_rules.* from public.demurrage_rules where space_id = '${space}'`,
    why: "demurrage_rules_space_id_idx",
  },
  {
    name: "simulations of a space",
    as: "member",
    sql: `select simulation_runs.* from public.simulation_runs
      where space_id = '${space}' and created_at < '${page}'
      order by created_at desc, id desc limit 50`,
    why: "simulation_runs_space_id_idx gives the order",
  },
  {
    name: "what will return of mine",
    as: "member",
    sql: `select * from public.my_demurrage()`,
    why: "ledger_accounts_person_key",
  },
];
