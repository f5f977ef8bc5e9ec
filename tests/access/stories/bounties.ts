// In the club and in the square a bounty that was awarded, one that is a draft, and one that is disputed.
import { becomeNobody, idOf } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function bounties({ sql, as, club, square }: Stage): Promise<void> {
  await becomeNobody(sql);
  for (const person of ["organizer", "neighbour"]) {
    await sql`
      select private.post_transaction('opening', ${`bounties:${person}`}, array[
        private.system_account(private.asset_id('LOVE'), 'issuance'),
        private.wallet_of(${idOf(person)}, private.asset_id('LOVE'))], '{-100,100}')`;
  }
  for (
    const [space, poster, worker] of [
      [club, "organizer", "member"],
      [square, "neighbour", "applicant"],
    ] as const
  ) {
    if (space === square) {
      await as("neighbour", `public.approve_request('${square}', '${idOf(worker)}')`);
    }
    const putUp = (name: string) =>
      as(
        poster,
        `public.create_bounty('${space}', '${name}', 'LOVE', now() + interval '9 days',
          'story-${name}')`,
      );
    await putUp("draft");
    for (const name of ["awarded", "disputed"]) {
      const bounty = await putUp(name);
      await as(poster, `public.fund_bounty('${bounty}', 40, 'story-${name}')`);
      const work = await as(worker, `public.hand_in('${bounty}', 'Done.', 'story-${name}')`);
      if (name === "awarded") {
        await as(poster, `public.award_bounty('${bounty}', array['${work}']::uuid[])`);
      } else {
        await as(poster, `public.decline_submission('${work}', 'Not well.')`);
        await as(poster, `public.cancel_bounty('${bounty}')`);
        await as(worker, `public.dispute_bounty('${bounty}', 'It is.')`);
      }
    }
  }
}
