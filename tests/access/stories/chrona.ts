// Hours that were verified, and some that wait.
import { become, idOf } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function chrona({ sql, as, club, square }: Stage): Promise<void> {
  const log = (who: string, space: string, receiver?: string) =>
    as(
      who,
      `public.log_hours('${space}', 100, current_date, 'Swept the hall', gen_random_uuid()
        ${receiver ? `, '${receiver}'` : ""})`,
    );
  await become(sql, "member");
  const [owner] = await sql`select i.id from public.contextual_identities i
    where i.space_id = ${club} and i.shown_profile_id = ${idOf("owner")}`;
  const swept = await log("member", club, owner!.id);
  await as("owner", `public.verify_hours('${swept}')`);
  await log("organizer", club);
  await log("neighbour", square);
}
