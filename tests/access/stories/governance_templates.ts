// How two spaces decide.
import { become } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function governanceTemplates({ sql, club, square }: Stage): Promise<void> {
  for (const [organizer, space] of [["organizer", club], ["neighbour", square]] as const) {
    await become(sql, organizer);
    await sql`insert into public.governance_templates (space_id, code, name)
      values (${space}, 'ours', 'Ours')`;
  }
}
