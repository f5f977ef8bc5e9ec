// Cards of a member, of the owner and of a stranger.
import { becomeNobody, idOf } from "../actors.ts";
import type { Stage } from "../story.ts";
import { sealedId, tell } from "../../payments/books.ts";

export async function paymentMethods({ sql }: Stage): Promise<void> {
  await becomeNobody(sql);
  for (const owner of ["member", "owner", "stranger"]) {
    const [request] = await sql`
      insert into private.method_requests (id, profile_id, provider)
      values (gen_random_uuid(), ${idOf(owner)}, 'sandbox') returning id`;
    await tell(sql, {
      id: `${owner}:kept`,
      at: "2026-01-01T00:00:00Z",
      object: {
        kind: "method",
        id: `pm_${owner}`,
        reference: request!.id,
        status: "usable",
        customer: sealedId(`cus_${owner}`),
        brand: "visa",
        last4: "4242",
        expires: "2030-06",
      },
    });
  }
}
