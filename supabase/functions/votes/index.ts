/**
 * Votes: cast, change, withdraw, and the receipt that proves a ballot was counted.
 *
 * POST   /votes/polls/:poll/ballot        { choice, votes? } → 201 receipt
 * PUT    /votes/polls/:poll/ballot        { choice } → 200 receipt
 * DELETE /votes/polls/:poll/ballot        → 204
 * GET    /votes/polls/:poll/ballot        → 200 receipt
 * POST   /votes/polls/:poll/ballots/batch { ballots: [{ voter, choice }] } → 200 { imported, unchanged,
 *                                           errors: [{ row, code }] }, imports by organizers
 * GET    /votes/polls/:poll/ballot/proof  → 200 { receipt, ballots_root, proof }
 *
 * Every rule is the database's; a refusal arrives as `{ code, message, details }` with its status.
 */
import { functionApp } from "../_shared/app.ts";
import { cast, change, receipt, withdraw } from "./ballot.ts";
import { importBatch } from "./batch.ts";
import { proof } from "./proof.ts";

const app = functionApp("votes");
app.post("/polls/:poll/ballot", cast);
app.put("/polls/:poll/ballot", change);
app.delete("/polls/:poll/ballot", withdraw);
app.get("/polls/:poll/ballot", receipt);
app.get("/polls/:poll/ballot/proof", proof);
app.post("/polls/:poll/ballots/batch", importBatch);

export default { fetch: app.fetch };
