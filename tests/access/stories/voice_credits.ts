// Voice credits and what they were spent on.
import type { Stage } from "../story.ts";

export async function voiceCredits({ as, club, square }: Stage): Promise<void> {
  for (
    const [space, author, voters] of [
      [club, "organizer", ["member", "organizer", "owner"]],
      [square, "neighbour", ["neighbour"]],
    ] as const
  ) {
    await as(author, `public.set_voice_credits('${space}', 100, 90)`);
    const poll = await as(
      author,
      `public.create_poll('${space}', 'How much?', 'yes_no', lens => 'quadratic')`,
    );
    await as(author, `public.open_poll('${poll}')`);
    for (const voter of voters) {
      await as(voter, `public.cast_ballot_with_votes('${poll}', '"yes"', 2)`);
    }
  }
}
