// The lists that clients ask for, each as PostgREST puts it to the database. A new list a client
// needs is a new entry in its domain's file; plans.test.ts then sees to it that its policy stays cheap.
import type { List } from "./list.ts";
import { campaigns } from "./lists/campaigns.ts";
import { bounties } from "./lists/bounties.ts";
import { chrona } from "./lists/chrona.ts";
import { connections } from "./lists/connections.ts";
import { consents } from "./lists/consents.ts";
import { economy } from "./lists/economy.ts";
import { delegations } from "./lists/delegations.ts";
import { expertise } from "./lists/expertise.ts";
import { features } from "./lists/features.ts";
import { files } from "./lists/files.ts";
import { governanceTemplates } from "./lists/governance_templates.ts";
import { identity } from "./lists/identity.ts";
import { ledger } from "./lists/ledger.ts";
import { standingOrders } from "./lists/standing_orders.ts";
import { stakes } from "./lists/stakes.ts";
import { payments } from "./lists/payments.ts";
import { paymentMethods } from "./lists/payment_methods.ts";
import { payouts } from "./lists/payouts.ts";
import { permissions } from "./lists/permissions.ts";
import { personalData } from "./lists/personal_data.ts";
import { councils } from "./lists/councils.ts";
import { proposals } from "./lists/proposals.ts";
import { referrals } from "./lists/referrals.ts";
import { reconciliation } from "./lists/reconciliation.ts";
import { resonance } from "./lists/resonance.ts";
import { rewards } from "./lists/rewards.ts";
import { spaceKeeping } from "./lists/space_keeping.ts";
import { spaces } from "./lists/spaces.ts";
import { voiceCredits } from "./lists/voice_credits.ts";
import { voting } from "./lists/voting.ts";

export const catalogue: List[] = [
  ...connections,
  ...consents,
  ...referrals,
  ...personalData,
  ...files,
  ...spaces,
  ...spaceKeeping,
  ...permissions,
  ...features,
  ...resonance,
  ...expertise,
  ...voting,
  ...delegations,
  ...governanceTemplates,
  ...voiceCredits,
  ...proposals,
  ...councils,
  ...chrona,
  ...ledger,
  ...bounties,
  ...reconciliation,
  ...stakes,
  ...rewards,
  ...economy,
  ...payments,
  ...paymentMethods,
  ...payouts,
  ...campaigns,
  ...standingOrders,
  ...identity,
];
