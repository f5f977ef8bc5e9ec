// Files of several people: their own, shared with a space, public.
import { becomeNobody, idOf } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function files({ sql, as, club, square }: Stage): Promise<void> {
  const register = async (person: string, n: number, settings: string) => {
    const path = `b0000000-0000-4000-8000-${String(n).padStart(12, "0")}/file.txt`;
    await becomeNobody(sql);
    await sql`insert into storage.objects (bucket_id, name, owner_id, metadata)
      values ('files', ${path}, ${idOf(person)}, '{"size": 1, "mimetype": "text/plain"}')`;
    await as(person, `public.register_upload('files', '${path}', ${settings})`);
  };
  await register("stranger", 1, "'Mine'");
  await register("member", 2, "'Mine'");
  await register("organizer", 3, `'Shared', visibility => 'space', space => '${club}'`);
  await register("neighbour", 4, `'Shared', visibility => 'space', space => '${square}'`);
  await register("neighbour", 5, "'Open', visibility => 'public'");
}
