// Who brought whom.
import { becomeNobody, idOf } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function referrals({ sql }: Stage): Promise<void> {
  await becomeNobody(sql);
  for (const [newcomer, older] of [["moderator", "member"], ["owner", "organizer"]] as const) {
    await sql`select private.record_referral(${idOf(newcomer)}, ${idOf(older)}, 'invite_code')`;
  }
}
