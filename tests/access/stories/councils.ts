// A council in each space: its election is talked over, somebody stands in it and somebody sits.
import { becomeNobody } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function councils({ sql, as, club, square }: Stage): Promise<void> {
  const places: [string, string, string][] = [
    [club, "organizer", "member"],
    [square, "neighbour", "neighbour"],
  ];
  for (const [space, founder, candidate] of places) {
    const council = await as(founder, `public.create_council('${space}', 'The eight', 2, 365)`);
    const election = await as(founder, `public.propose_election('${council}', 'Who?', 'Two.')`);
    await as(founder, `public.submit_proposal('${election}')`);
    await as(candidate, `public.stand_for_council('${election}', 'Me.')`);
    await becomeNobody(sql);
    await sql`
      insert into public.council_terms
        (council_id, space_id, visibility, holder_id, election_id, starts_at, ends_at)
      select ${council}, c.space_id, c.visibility, c.candidate_id, c.proposal_id, now(),
        now() + interval '1 year'
      from public.council_candidacies c where c.proposal_id = ${election}`;
  }
}
