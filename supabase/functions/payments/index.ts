/**
 * Payments: pay on a provider's page, send money back or out, and what the schedule does about it.
 *
 * POST /payments/checkouts { space, purpose, target?, details, covers_fee?, receipt_name?, request_key,
 *                            keep_method?, success_url, cancel_url } → 201 { payment, url }
 * POST /payments/charges   { space, purpose, target?, details, covers_fee?, receipt_name?, request_key,
 *                            method } → 201 { payment }, by a method that was kept
 * POST /payments/methods   { currency?, request_key, success_url, cancel_url } → 201 { url }, where one
 *                            leaves a payment method
 * DELETE /payments/methods/:method → 200 { status: "removed" }
 * POST /payments/refunds   { payment, amount?, reason?, request_key } → 201 refund; who keeps the treasury
 * POST /payments/payout-accounts { space?, country, currency, return_url, refresh_url }
 *                          → 201 { account, url, expires_at }; for oneself, or who keeps the treasury
 * POST /payments/due       → 200 { refunds, payments, accounts, payouts, receipts, lines, sealed, methods,
 *                            charges }, for the schedule; /payments/due/:step does one of them
 * GET, POST /payments/sandbox/:page → the sandbox's pages, where it is on
 * POST /payments/sandbox/deliver { from?, reversed?, times?, secondsAgo? } → 200 statuses, with a secret key
 *
 * Every amount is the database's; a refusal arrives as `{ code, message, details }` with its status. The
 * same request_key again changes nothing and answers the same.
 */
import { functionApp } from "../_shared/app.ts";
import { onlySchedules } from "../_shared/secret_key.ts";
import { charge } from "./charges.ts";
import { checkout } from "./checkouts.ts";
import { tend } from "./due.ts";
import { detach, setup } from "./methods.ts";
import { payoutAccount } from "./payout_accounts.ts";
import { refund } from "./refunds.ts";
import { sandboxRoutes } from "./sandbox.ts";

// A schedule has a key and no token; whoever has a page's address may use the page.
const app = functionApp("payments", (open) => {
  open.post("/due/:step?", onlySchedules, tend);
  sandboxRoutes(open);
});
app.post("/checkouts", checkout);
app.post("/charges", charge);
app.post("/refunds", refund);
app.post("/methods", setup);
app.delete("/methods/:method", detach);
app.post("/payout-accounts", payoutAccount);

export default { fetch: app.fetch };
