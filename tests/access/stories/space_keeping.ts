// Codes into the spaces, their rules, and what clients remember there.
import { becomeNobody, idOf } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function spaceKeeping({ sql, as, club, square }: Stage): Promise<void> {
  const ladder = { organizer: "member", moderator: "organizer", admin: "moderator" };
  for (const [creator, role] of Object.entries({ ...ladder, owner: "admin" })) {
    await as(creator, `public.create_invite_code('${club}', '${role}')`);
  }
  await as("neighbour", `public.create_invite_code('${square}')`);

  // A member who redeems a code uses nothing, so those who came by one are set in place.
  await becomeNobody(sql);
  for (const person of ["member", "neighbour"]) {
    await sql`
      insert into public.invite_redemptions (code_id, profile_id, space_id)
      select c.id, ${idOf(person)}, c.space_id from public.invite_codes c
      where c.role = 'member' and c.space_id = ${person === "member" ? club : square}`;
  }

  for (const [person, space] of [["moderator", club], ["neighbour", square]] as const) {
    const add = (rule: string) => as(person, `public.add_space_rule('${space}', ${rule})`);
    await add(`'rule', 'Be kind'`);
    await add(`'flair', 'News', value => '{"colour": "#0099cc"}'`);
    await add(`'template', 'Report', 'What I saw:'`);
    await add(`'automod', 'Spam', value => '{"words": ["casino"], "action": "hold"}'`);
  }

  for (const [person, space] of [["member", club], ["owner", club], ["neighbour", square]]) {
    await as(person!, `public.set_space_state('${space}', 'tour.seen', 'true')`);
  }
}
