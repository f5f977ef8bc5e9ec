import { type List, space } from "../list.ts";

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
      order by asset_id, due_on desc limit 50`,
    why: "the key gives the order",
  },
  {
    name: "what does not pile up in a space",
    as: "member",
    sql: `select demurrage_rules.* from public.demurrage_rules where space_id = '${space}'`,
    why: "demurrage_rules_space_id_idx",
  },
  {
    name: "what will return of mine",
    as: "member",
    sql: `select * from public.my_demurrage()`,
    why: "ledger_accounts_person_key",
  },
];
