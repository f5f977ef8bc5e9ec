// Polls in every stage.
import type { Stage } from "../story.ts";

const hash = "0".repeat(64);

export async function voting({ as, club, square }: Stage): Promise<void> {
  /** A poll, taken as far as asked. */
  const decide = async (space: string, author: string, voters: string[], last: string) => {
    const poll = await as(
      author,
      `public.create_poll('${space}', 'Shall we?', 'yes_no',
        lens => 'ekoh', relevance => '{"0311": 1000000}')`,
    );
    if (last === "draft") return poll;
    await as(author, `public.open_poll('${poll}')`);
    for (const voter of voters) await as(voter, `public.cast_ballot('${poll}', '"yes"')`);
    if (last === "open") return poll;
    await as(author, `public.close_poll('${poll}')`);
    if (last === "closed") return poll;
    for (const lens of ["equal", "ekoh"]) {
      const reading = crypto.randomUUID();
      if (lens === "ekoh") {
        await as(
          "service",
          `private.store_ballot_weights('${reading}',
            array(select voter_tag from public.ballots where poll_id = '${poll}'),
            array_fill(1000000::bigint, array[${voters.length}]))`,
        );
      }
      await as(
        "service",
        `private.record_reading('${reading}', '${poll}', '${lens}', '1', '{}', '${hash}', '${hash}',
          '${hash}', ${voters.length}, ${voters.length}000000, '{0}', '{}',
          ${lens === "ekoh" ? "false" : "null"})`,
      );
    }
    await as("service", `private.mark_tallied('${poll}')`);
    if (last === "tallied") return poll;
    await as(author, `public.publish_poll('${poll}')`);
    return poll;
  };
  const voters = ["member", "moderator", "organizer", "owner"];
  for (const last of ["draft", "open", "closed", "tallied", "published"]) {
    await decide(club, "organizer", voters, last);
    await decide(square, "neighbour", ["neighbour"], last);
  }
  await decide(club, "owner", voters, "draft");

  // A result that somebody doubts.
  for (
    const [space, author, critic] of [[club, "organizer", "member"], [
      square,
      "neighbour",
      "neighbour",
    ]]
  ) {
    const poll = await decide(space!, author!, [author!], "published");
    await as(critic!, `public.contest_poll('${poll}', 'My vote is missing.')`);
  }
}
