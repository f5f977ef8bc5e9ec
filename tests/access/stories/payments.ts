// Gifts to the club and to the square, one of them quiet, one sent back in part and then disputed.
import { becomeNobody, idOf } from "../actors.ts";
import type { Stage } from "../story.ts";
import { tell } from "../../payments/books.ts";

export async function payments({ sql, club, square }: Stage): Promise<void> {
  await becomeNobody(sql);
  await sql`update public.feature_flags set is_enabled = true where key = 'donations_v1'`;
  const gifts = [
    [club, "member", false],
    [club, "organizer", true],
    [square, "stranger", false],
  ] as const;
  for (const [space, giver, isAnonymous] of gifts) {
    const details = { currency: "EUR", amount: 2_000, is_anonymous: isAnonymous };
    const [{ id } = { id: "" }] = await sql`
      select id from private.start_payment('donation', ${space}, null, ${sql.json(details)}, false,
        'sandbox', true, ${idOf(giver)}, 'story')`;
    const about = { amount: 2_000, currency: "EUR", payment: `pi_${giver}` };
    const now = "2026-01-01T00:00:00Z";
    await tell(sql, {
      id: `${giver}:paid`,
      at: now,
      object: {
        kind: "payment",
        ...about,
        id: `pi_${giver}`,
        reference: id,
        status: "succeeded",
      },
    });
    if (isAnonymous) continue;
    await tell(sql, {
      id: `${giver}:refunded`,
      at: now,
      object: { kind: "refund", ...about, id: `re_${giver}`, amount: 500, status: "succeeded" },
    });
    await tell(sql, {
      id: `${giver}:disputed`,
      at: now,
      object: {
        kind: "dispute",
        ...about,
        id: `dp_${giver}`,
        amount: 1_000,
        status: "open",
        reason: "fraudulent",
      },
    });
  }
}
