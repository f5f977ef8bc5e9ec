// What matters to people.
import { become } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function values({ sql }: Stage): Promise<void> {
  for (const person of ["member", "organizer", "owner", "neighbour"]) {
    await become(sql, person);
    await sql`insert into public.value_profiles (values) values ('{"honesty": 90}')`;
  }
}
