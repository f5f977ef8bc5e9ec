// A member's pledge and an organizer's quiet one, a membership of the moderator's, and a stranger's pledge
// to the square.
import { become, becomeNobody, idOf } from "../actors.ts";
import type { Stage } from "../story.ts";
import { tell } from "../../payments/books.ts";

export async function standingOrders({ sql, as, club, square }: Stage): Promise<void> {
  const pay = async (actor: string, purpose: string, space: string, order: string) => {
    await becomeNobody(sql);
    const [payment] = await sql`
      select id, total_amount from private.start_payment(${purpose}, ${space}, ${order}, '{}', false,
        'sandbox', true, ${idOf(actor)}, ${order})`;
    await tell(sql, {
      id: `${order}:paid`,
      at: "2026-01-01T00:00:00Z",
      object: {
        kind: "payment",
        id: `pi_${order}`,
        reference: payment!.id,
        status: "succeeded",
        currency: "EUR",
        amount: Number(payment!.total_amount),
      },
    });
  };
  const pledges = [
    ["member", club, false],
    ["organizer", club, true],
    ["stranger", square, false],
  ] as const;
  for (const [actor, space, isAnonymous] of pledges) {
    await become(sql, actor);
    const [pledge] = await sql`
      select public.make_pledge(${space}, 'EUR', 1000, 'month', 'story',
        is_anonymous => ${isAnonymous}) as id`;
    await pay(actor, "pledge", space, pledge!.id);
  }
  const plan = await as(
    "admin",
    `public.create_plan('${club}', 'premium', 'Friend', 'EUR', 1000, 'month')`,
  );
  await as(
    "neighbour",
    `public.create_plan('${square}', 'premium', 'Friend', 'EUR', 1000, 'month')`,
  );
  await become(sql, "moderator");
  const [membership] = await sql`select public.subscribe(${plan}, 'story') as id`;
  await pay("moderator", "subscription", club, membership!.id);
}
