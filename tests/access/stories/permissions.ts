// What spaces tuned, and features switched by the installation and by spaces.
import { become } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function permissions({ sql, as, club, square }: Stage): Promise<void> {
  for (const [owner, space] of [["owner", club], ["neighbour", square]] as const) {
    await as(owner, `public.tune_permission('${space}', 'member', 'polls.create', false)`);
    await as(owner, `public.tune_permission('${space}', 'organizer', 'polls.edit', true)`);
    await become(sql, owner);
    await sql`insert into public.space_features (space_id, flag, is_enabled)
      values (${space}, 'events_v1', true), (${space}, 'messaging_v1', false)`;
  }
}
