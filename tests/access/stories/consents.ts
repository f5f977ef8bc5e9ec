// What people agreed to.
import { idOf } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function consents({ sql, as, club }: Stage): Promise<void> {
  for (const person of ["member", "organizer", "owner", "neighbour"]) {
    await as(person, "public.grant_consent('matching')");
  }
  await as("member", `public.grant_consent('trait_sharing', space => '${club}')`);
  await as("moderator", "public.grant_consent('research')");
  await as("moderator", "public.revoke_consent('research')");

  for (const person of ["member", "neighbour"]) {
    await as(person, "public.grant_consent('ai_interpretation')");
    await as(person, "public.grant_pci_consent('memory')");
    await sql`insert into public.pci_profiles (calibration) values ('{"pace": "slow"}')`;
  }
  await as("neighbour", `public.grant_consent('messaging', counterpart => '${idOf("owner")}')`);
}
