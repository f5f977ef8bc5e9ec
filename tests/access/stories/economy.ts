// A token of the club that is given to all its members and does not pile up; hours everywhere. Both
// spaces look at what their rules would do.
import { becomeNobody } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function economy({ sql, as, club, square }: Stage): Promise<void> {
  await as("admin", `public.create_token('${club}', 'TILE', 'Tile')`);
  await as("admin", `public.issue_tokens('${club}', 'TILE', 1000, 'story:tiles')`);
  await as("admin", `public.set_basic_income('${club}', 'TILE', 10, 'day')`);
  await as("admin", `public.set_demurrage('${club}', 'TILE', 5, 100, 'day')`);
  await as("neighbour", `public.set_basic_income('${square}', 'CHRONA', 10, 'week')`);
  await as("organizer", `public.simulate_economy('${club}', 'As it is', 5, 3)`);
  await as("neighbour", `public.simulate_economy('${square}', 'As it is', 5, 3)`);

  await becomeNobody(sql);
  await sql`select private.set_demurrage_everywhere('CHRONA', 10000, 500, 'month')`;
  await sql`update public.basic_incomes set due_on = current_date where space_id = ${club}`;
  await sql`update public.space_members set joined_at = joined_at - interval '2 days'
    where space_id = ${club} and status = 'active'`;
  await sql`select private.pay_basic_incomes()`;
  await sql`update public.demurrage_rules set due_on = current_date where space_id = ${club}`;
  await sql`select private.take_demurrage() from generate_series(1, 2)`;
  await sql`select private.run_simulation()`;
}
