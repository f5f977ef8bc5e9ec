// What happened before the probe: a private space with a person of every rank, the neighbour's two
// spaces, and polls in every stage. Told through the real commands, so that nothing is there that
// could not be.
import type postgres from "postgres";
import { bounties } from "./stories/bounties.ts";
import { connections } from "./stories/connections.ts";
import { consents } from "./stories/consents.ts";
import { delegations } from "./stories/delegations.ts";
import { referrals } from "./stories/referrals.ts";
import { permissions } from "./stories/permissions.ts";
import { identity } from "./stories/identity.ts";
import { spaceKeeping } from "./stories/space_keeping.ts";
import { expertise } from "./stories/expertise.ts";
import { ledger } from "./stories/ledger.ts";
import { standingOrders } from "./stories/standing_orders.ts";
import { stakes } from "./stories/stakes.ts";
import { rewards } from "./stories/rewards.ts";
import { chrona } from "./stories/chrona.ts";
import { economy } from "./stories/economy.ts";
import { values } from "./stories/values.ts";
import { files } from "./stories/files.ts";
import { governanceTemplates } from "./stories/governance_templates.ts";
import { campaigns } from "./stories/campaigns.ts";
import { councils } from "./stories/councils.ts";
import { payments } from "./stories/payments.ts";
import { paymentMethods } from "./stories/payment_methods.ts";
import { payouts } from "./stories/payouts.ts";
import { proposals } from "./stories/proposals.ts";
import { voiceCredits } from "./stories/voice_credits.ts";
import { voting } from "./stories/voting.ts";
import { become, becomeNobody, idOf, others, people } from "./actors.ts";

/** What a domain's part of the story finds. */
export interface Stage {
  sql: postgres.Sql;
  /** Calls a command as somebody; the id of what it returns. */
  as: (actor: string, command: string) => Promise<string>;
  /** The private space with a person of every rank. */
  club: string;
  /** The neighbour's public space. */
  square: string;
}

/** Tells the story to an empty database. */
export async function tell(sql: postgres.Sql): Promise<void> {
  const as = async (actor: string, command: string) => {
    await become(sql, actor);
    const [row] = await sql.unsafe(`select * from ${command}`);
    return row?.id as string;
  };

  for (const person of [...people, ...others]) {
    await sql`
      insert into auth.users (id, aud, role, email)
      values (${idOf(person)}, 'authenticated', 'authenticated', ${person + "@example.com"})`;
  }

  const club = await as("owner", "public.create_space('Club', 'club')");
  for (const rank of ["member", "organizer", "moderator", "admin"]) {
    await as("owner", `public.invite_member('${club}', '${idOf(rank)}', '${rank}')`);
    await as(rank, `public.join_space('${club}')`);
  }
  await as("owner", `public.invite_member('${club}', '${idOf("neighbour")}')`);
  const square = await as(
    "neighbour",
    "public.create_space('Square', 'square', visibility => 'public')",
  );

  await as("neighbour", "public.create_space('Attic', 'attic')");

  await as("moderator", `public.ban_member('${club}', '${idOf("banned")}', 'Threats.')`);
  await become(sql, "neighbour");
  await sql`update public.spaces set join_policy = 'request' where id = ${square}`;
  await as("applicant", `public.join_space('${square}', 'I play chess.')`);

  const stage = { sql, as, club, square };
  await connections(stage);
  await consents(stage);
  await values(stage);
  await referrals(stage);
  await permissions(stage);
  await identity(stage);
  await spaceKeeping(stage);
  await files(stage);
  await expertise(stage);
  await delegations(stage);
  await voiceCredits(stage);
  await voting(stage);
  await governanceTemplates(stage);
  await proposals(stage);
  await councils(stage);
  await chrona(stage);
  await ledger(stage);
  await bounties(stage);
  await stakes(stage);
  await rewards(stage);
  await economy(stage);
  await payments(stage);
  await paymentMethods(stage);
  await payouts(stage);
  await campaigns(stage);
  await standingOrders(stage);
  await becomeNobody(sql);
}
