// Proposals in every stage before the vote, and one that is voted on.
import { becomeNobody } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function proposals({ sql, as, club, square }: Stage): Promise<void> {
  const propose = async (space: string, author: string, title: string, last: string) => {
    const proposal = await as(
      author,
      `public.create_proposal('${space}', 'quest', '${title}', 'In short.')`,
    );
    if (last !== "draft") await as(author, `public.submit_proposal('${proposal}')`);
    return proposal;
  };
  const places: [string, string, string[]][] = [
    [club, "member", ["organizer", "moderator", "owner"]],
    [square, "neighbour", []],
  ];
  for (const [space, author, supporters] of places) {
    await propose(space, author, "An idea", "draft");
    const voted = await propose(space, author, "A dock", "deliberation");
    for (const supporter of supporters) {
      await as(supporter, `public.second_proposal('${voted}', 1)`);
    }
    await becomeNobody(sql);
    await sql`
      update public.proposals set deliberates_until = now(), seconds_needed = ${supporters.length}
      where id = ${voted}`;
    await as(author, `public.open_proposal('${voted}')`);
    const amended = await propose(space, author, "A boat", "deliberation");
    for (const [index, mover] of supporters.slice(0, 2).entries()) {
      const amendment = await as(
        mover,
        `public.amend_proposal('${amended}', 1, 'A boat', 'At length ${index}.', 'Why not?')`,
      );
      await as(supporters[2]!, `public.second_amendment('${amendment}', 1)`);
    }
  }

  // In the square only its neighbour is a member, who seconds what somebody wrote who left.
  await becomeNobody(sql);
  await sql`
    insert into public.proposal_seconds (proposal_id, author_id, space_id, visibility)
    select p.id, p.author_id, p.space_id, p.visibility from public.proposals p
    where p.space_id = ${square} and p.title = 'A boat'`;
  await sql`
    insert into public.amendments
      (proposal_id, space_id, visibility, author_id, base_revision, title, body, reason)
    select p.id, p.space_id, p.visibility, p.author_id, 1, p.title, 'At length.', 'Why not?'
    from public.proposals p
    where p.space_id = ${square} and p.title = 'A boat'`;
  await sql`
    insert into public.amendment_seconds (amendment_id, author_id, space_id, visibility)
    select a.id, a.author_id, a.space_id, a.visibility from public.amendments a
    where a.space_id = ${square}`;
  await propose(club, "owner", "A rule", "draft");
}
