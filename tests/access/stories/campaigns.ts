// A campaign of the club with an open and a quiet contribution, in a matching round, and a draft; the
// same in the square, where a stranger gives.
import { becomeNobody, idOf } from "../actors.ts";
import type { Stage } from "../story.ts";
import { tell } from "../../payments/books.ts";

export async function campaigns({ sql, as, club, square }: Stage): Promise<void> {
  await becomeNobody(sql);
  await sql`update public.feature_flags set is_enabled = true
    where key in ('donations_v1', 'campaigns_v1')`;
  for (
    const [space, organizer, treasurer, givers] of [
      [club, "organizer", "owner", ["member", "organizer"]],
      [square, "neighbour", "neighbour", ["stranger"]],
    ] as const
  ) {
    const draft = (title: string) =>
      as(
        organizer,
        `public.draft_campaign('${space}', '${title}', 'EUR', 5000, now() + interval '1 day')`,
      );
    await draft("A chess clock");
    const campaign = await draft("A table");
    await as(organizer, `public.open_campaign('${campaign}')`);
    const round = await as(
      treasurer,
      `public.open_matching_round('${space}', 'Round', 'EUR', now() + interval '2 days')`,
    );
    await as(treasurer, `public.enter_matching_round('${round}', '${campaign}')`);
    await becomeNobody(sql);
    for (const giver of givers) {
      const details = { amount: 2_000, is_anonymous: giver === "organizer" };
      const [{ id } = { id: "" }] = await sql`
        select id from private.start_payment('campaign', ${space}, ${campaign},
          ${sql.json(details)}, false, 'sandbox', true, ${idOf(giver)}, 'campaign')`;
      await tell(sql, {
        id: `campaign:${giver}`,
        at: "2026-01-01T00:00:00Z",
        object: {
          kind: "payment",
          id: `pi_campaign_${giver}`,
          reference: id,
          status: "succeeded",
          amount: 2_000,
          currency: "EUR",
        },
      });
    }
  }
}
