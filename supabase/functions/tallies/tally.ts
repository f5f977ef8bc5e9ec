import { sql } from "kysely";
import { z } from "zod";
import type { Context } from "hono";
import { body, type Call, pollId } from "../_shared/app.ts";
import { asService, type Database } from "../_shared/database.ts";
import {
  canonicalJson,
  countExperts,
  cutsOf,
  type Group,
  Lens,
  makeReading,
  type Reading,
  toJson,
  weigh,
} from "../_shared/voting/mod.ts";
import { readSnapshot, type Snapshot } from "./snapshot.ts";

// The baseline counts every ballot the same; nothing about a voter matters.
const EQUAL: Lens = { kind: "equal" };
const PAGE = 10_000;
/** Few enough that a page is gone before the collector takes it for something that stays. */
const GROUPS = 1_000;

const Poll = z.object({
  id: z.uuid(),
  modality: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  seats: z.int(),
  frozen_lens: Lens,
  compared_lenses: z.array(Lens),
  threshold_bps: z.int(),
  quorum_bps: z.int(),
  strong_consensus_bps: z.int(),
  expert_cuts: z.record(z.string(), z.int()).nullable(),
  eligible_count: z.int(),
  options: z.array(z.object({ id: z.uuid() })),
});
type Poll = z.infer<typeof Poll>;

const Recount = z.strictObject({ reason: z.string().min(1).max(2000) });

/**
 * Counts a closed poll. All or nothing, in one transaction. Refuses with `poll_not_found`,
 * `organizer_required`, `invalid_transition` or `poll_contested`.
 */
export async function tally(c: Call): Promise<Response> {
  const id = pollId(c);
  // As the service role, here and below: counting reads everybody's ballots, which no person may.
  const readings = await asService(c.get("caller"), async (database) => {
    await sql`select private.poll_to_tally(${id})`.execute(database);
    const readings = await count(database, id);
    await sql`select private.mark_tallied(${id})`.execute(database);
    return readings;
  });
  return c.json({ poll_id: id, status: "tallied", readings: toJson(readings) });
}

/**
 * Counts a tallied or contested poll again, with a reason; the new readings supersede the old. What
 * was published stays published. Refuses as `tally` does, and with `invalid_reason`.
 */
export async function recount(c: Call): Promise<Response> {
  const id = pollId(c);
  const { reason } = await body(c, Recount);
  const { status, readings } = await asService(c.get("caller"), async (database) => {
    await sql`select private.poll_to_recount(${id}, ${reason})`.execute(database);
    const readings = await count(database, id);
    const { rows: [ended] } = await sql<{ status: string }>`
      select private.end_recount(${id}) as status`.execute(database);
    return { status: ended!.status, readings };
  });
  return c.json({ poll_id: id, status, readings: toJson(readings) });
}

/**
 * Counts the polls that the clock closed, each in a transaction of its own, so that one that cannot be
 * counted keeps no other from it; the schedule asks again.
 */
export async function tallyDue(c: Context): Promise<Response> {
  const { rows } = await asService(
    null,
    (database) => sql<{ id: string }>`select private.polls_due_for_tally() as id`.execute(database),
  );
  const tallied: string[] = [];
  const failed: string[] = [];
  for (const { id } of rows) {
    try {
      const mine = await asService(null, async (database) => {
        const { rows: [lock] } = await sql<{ taken: boolean }>`
          select private.lock_due_poll(${id}) as taken`.execute(database);
        if (!lock!.taken) return false;
        await count(database, id);
        await sql`select private.mark_tallied(${id})`.execute(database);
        return true;
      });
      if (mine) tallied.push(id);
    } catch (error) {
      console.error(`tallying ${id}:`, error);
      failed.push(id);
    }
  }
  return c.json({ tallied, failed });
}

/** Makes the readings of a poll that is locked: the baseline always, and beside it its lenses. */
async function count(database: Database, pollId: string): Promise<Reading[]> {
  const { rows: [found] } = await sql<{ poll: unknown }>`
    select private.poll_for_tally(${pollId}) as poll`.execute(database);
  const poll = Poll.parse(found!.poll);
  const { rows: [tree] } = await sql<{ root: string }>`
    select private.plant_receipts(${pollId}) as root`.execute(database);

  const baseline = await record(database, poll, tree!.root, EQUAL, null);
  const readings = [baseline];
  for (const lens of [poll.frozen_lens, ...poll.compared_lenses]) {
    if (lens.kind === "equal") continue;
    readings.push(await record(database, poll, tree!.root, lens, baseline.result.winners));
  }
  return readings;
}

/** A poll's parameters as its method knows them. */
export function parametersOf(poll: Pick<Poll, "modality" | "parameters" | "threshold_bps">) {
  if (poll.modality !== "yes_no") return poll.parameters;
  return { ...poll.parameters, thresholdBps: poll.threshold_bps };
}

/** Makes one reading and stores it as the current one of its lens. */
async function record(
  database: Database,
  poll: Poll,
  ballotsRoot: string,
  lens: Lens,
  baselineWinners: number[] | null,
): Promise<Reading> {
  const readingId = crypto.randomUUID();
  const snapshot = await readSnapshot(database, poll.id, lens);
  if (lens.kind !== "equal") await weighBallots(database, poll.id, readingId, lens, snapshot);
  const expertCuts = cutsOf(lens, poll.expert_cuts ?? {});
  const groups = await ballotGroups(database, poll.id, lens.kind === "equal" ? null : readingId);
  const reading = makeReading({
    pollId: poll.id,
    method: poll.modality,
    parameters: parametersOf(poll),
    seats: poll.seats,
    optionIds: poll.options.map((option) => option.id),
    groups,
    lens,
    snapshotHash: snapshot.hash,
    ballotsRoot,
    eligibleCount: poll.eligible_count,
    quorumBps: poll.quorum_bps,
    expertCount: lens.kind === "ekoh"
      ? countExperts(expertCuts, snapshot.inputs)
      : snapshot.inputs.length,
    expertCuts,
    strongConsensusBps: poll.strong_consensus_bps,
    baselineWinners,
    summary: snapshot.summary,
  });
  const { result } = reading;
  await sql`
    select private.record_reading(
      ${readingId}, ${poll.id}, ${lens.kind}, ${reading.engineVersion},
      ${canonicalJson(lens)}::text::jsonb, ${reading.lensHash}, ${snapshot.hash}, ${ballotsRoot},
      ${result.ballots}, ${String(result.weight)}, ${result.winners}::smallint[],
      ${canonicalJson(toJson(result))}::text::jsonb,
      ${baselineWinners ? reading.changesWinner : null}, ${reading.warnings}::text[],
      ${reading.agreementBps}, ${reading.strongConsensus},
      ${
    lens.kind === "ekoh"
      ? canonicalJson({ count: reading.expertCount, cuts: { ...expertCuts } })
      : null
  }::text::jsonb
    )`.execute(database);
  return reading;
}

/** Stores what every ballot weighs; those of whom nothing is known never leave the database. */
async function weighBallots(
  database: Database,
  pollId: string,
  readingId: string,
  lens: Lens,
  { inputs }: Snapshot,
): Promise<void> {
  for (let first = 0; first < inputs.length; first += PAGE) {
    const page = inputs.slice(first, first + PAGE);
    const tags = page.map(({ voter }) => voter);
    const weights = page.map((known) => String(weigh(lens, known)));
    // What a ballot carries are votes; what others say of it is their weight.
    const votes = lens.kind === "delegated" ? weights : null;
    await sql`
      select private.store_ballot_weights(
        ${readingId}, array(select decode(tag, 'hex') from unnest(${tags}::text[]) as tag),
        ${weights}::bigint[], ${votes}::bigint[])`.execute(database);
  }
  await sql`
    select private.weigh_others(${readingId}, ${pollId}, ${String(weigh(lens, null))}::bigint)`
    .execute(database);
}

/** Equal ballots, read page by page: parsed rows take several times the room of groups. */
async function ballotGroups(
  database: Database,
  pollId: string,
  readingId: string | null,
): Promise<Group[]> {
  await sql`
    declare ballot_groups no scroll cursor for
    select choice, weight, count from private.ballot_groups(${pollId}, ${readingId})`
    .execute(database);
  const groups: Group[] = [];
  const share = sharing();
  for (;;) {
    const { rows } = await sql<{ choice: unknown; weight: string; count: string }>`
      fetch ${sql.lit(GROUPS)} from ballot_groups`.execute(database);
    for (const { choice, weight, count } of rows) {
      groups.push({ choice: share(choice), weight: BigInt(weight), count: Number(count) });
    }
    if (rows.length < GROUPS) break;
  }
  await sql`close ballot_groups`.execute(database);
  return groups;
}

/** Makes equal tiers one array: rankings, however many, are made of the same few. */
function sharing(): (choice: unknown) => unknown {
  const known = new Map<string, readonly unknown[]>();
  const share = (part: unknown) => {
    if (!Array.isArray(part)) return part;
    const name = String(part);
    if (!known.has(name)) known.set(name, Object.freeze(part));
    return known.get(name);
  };
  return (choice) => Array.isArray(choice) ? choice.map(share) : choice;
}
