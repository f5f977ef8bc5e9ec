/**
 * Payments: pay on a provider's page, send money back, and what the schedule does about both.
 *
 * POST /payments/checkouts { space, purpose, target?, details, covers_fee?, receipt_name?, request_key,
 *                            success_url, cancel_url } → 201 { payment, url }
 * POST /payments/refunds   { payment, amount?, reason?, request_key } → 201 refund; who keeps the treasury
 * POST /payments/due       → 200 { refunds, payments, lines, sealed }, for the schedule
 * GET, POST /payments/sandbox/:page → the sandbox's pages, where it is on
 * POST /payments/sandbox/deliver { from?, reversed?, times?, secondsAgo? } → 200 statuses, with a secret key
 *
 * Every amount is the database's; a refusal arrives as `{ code, message, details }` with its status. The
 * same request_key again changes nothing and answers the same.
 */
import { functionApp } from "../_shared/app.ts";
import { onlySchedules } from "../_shared/secret_key.ts";
import { checkout } from "./checkouts.ts";
import { tend } from "./due.ts";
import { refund } from "./refunds.ts";
import { sandboxRoutes } from "./sandbox.ts";

// A schedule has a key and no token; whoever has a page's address may use the page.
const app = functionApp("payments", (open) => {
  open.post("/due", onlySchedules, tend);
  sandboxRoutes(open);
});
app.post("/checkouts", checkout);
app.post("/refunds", refund);

export default { fetch: app.fetch };
