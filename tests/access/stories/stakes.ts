// What a member and a neighbour staked on a poll.
import type { Stage } from "../story.ts";

export async function stakes({ sql, as, club, square }: Stage): Promise<void> {
  const [live] = await sql.unsafe(
    "reset role; select private.asset_id('LIVE') as id",
  ).then((results) => results.at(-1) as unknown as { id: string }[]);
  for (
    const [space, author, voter] of [
      [club, "organizer", "member"],
      [square, "neighbour", "neighbour"],
    ] as const
  ) {
    const poll = await as(
      author,
      `public.create_poll('${space}', 'At stake?', 'yes_no', lens => 'stake',
        lens_settings => '{"asset": "${live!.id}"}')`,
    );
    await as(author, `public.open_poll('${poll}')`);
    await as(voter, `public.cast_ballot('${poll}', '"yes"')`);
    await as(voter, `public.stake_on_poll('${poll}', '${live!.id}', 9)`);
  }
}
