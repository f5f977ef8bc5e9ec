/**
 * Tallies: close a poll, count it, publish the count, and hand out what it was made of.
 *
 * POST /tallies/polls/:poll/close    → 200 { poll_id, status }
 * POST /tallies/polls/:poll/tally    → 200 { poll_id, status, readings }
 * POST /tallies/polls/:poll/publish  → 200 { poll_id, status }
 * POST /tallies/polls/:poll/recount  { reason } → 200 { poll_id, status, readings }
 * GET  /tallies/polls/:poll/compare  → 200 readings, the baseline first
 * POST /tallies/due                  → 200 { tallied, failed }, for the schedule, with a secret key
 * GET  /tallies/readings/:reading/bundle → 200 all that it was made of, for verify.ts
 *
 * For the poll's author and the organizers of its space; bundles for all who
 * see the result. Counting twice gives the same bytes.
 */
import { type Call, functionApp, pollId } from "../_shared/app.ts";
import { call } from "../_shared/database.ts";
import type { Json } from "../_shared/voting/mod.ts";
import { onlySchedules } from "../_shared/secret_key.ts";
import { bundle } from "./bundle.ts";
import { recount, tally, tallyDue } from "./tally.ts";

/** Moves a poll along with the command of this name, as the caller. */
const step = (command: "close_poll" | "publish_poll") => async (c: Call) => {
  const id = pollId(c);
  const { status } = await call(c.get("caller"), command, { poll: id });
  return c.json({ poll_id: id, status });
};

// A schedule has a key and no token.
const app = functionApp("tallies", (open) => open.post("/due", onlySchedules, tallyDue));
app.post("/polls/:poll/close", step("close_poll"));
app.post("/polls/:poll/tally", tally);
app.post("/polls/:poll/publish", step("publish_poll"));
app.get("/readings/:reading/bundle", bundle);
app.post("/polls/:poll/recount", recount);
app.get("/polls/:poll/compare", async (c) => {
  const readings = await call(c.get("caller"), "compare_readings", { poll: pollId(c) });
  return c.json(readings as Json);
});

export default { fetch: app.fetch };
