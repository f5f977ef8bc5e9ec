// Who asked whom, in every state, and who blocked whom.
import { idOf } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function connections({ as }: Stage): Promise<void> {
  const ask = (asker: string, asked: string, kind: string) =>
    as(asker, `public.request_connection('${idOf(asked)}', '${kind}', 'Shall we?')`);
  await ask("member", "organizer", "friendship");
  for (
    const [asker, asked, last] of [
      ["member", "moderator", "accept"],
      ["moderator", "organizer", "decline"],
      ["organizer", "owner", "accept"],
      ["stranger", "organizer", "accept"],
    ] as const
  ) {
    const connection = await ask(asker, asked, "collaboration");
    await as(asked, `public.${last}_connection('${connection}')`);
    if (asker === "stranger") await as(asker, `public.end_connection('${connection}')`);
  }
  const taken = await ask("owner", "member", "mentorship");
  await as("owner", `public.withdraw_connection('${taken}')`);
  await as("member", `public.block_person('${idOf("neighbour")}')`);
  await as("owner", `public.block_person('${idOf("stranger")}')`);
}
