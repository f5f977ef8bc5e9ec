import { Buffer } from "node:buffer";
import { sql } from "kysely";
import { z } from "zod";
import type { Call } from "../_shared/app.ts";
import { asService } from "../_shared/database.ts";
import { Problem } from "../_shared/problem.ts";
import { type Delegation, Lens, PAGE_NODES, parseParameters } from "../_shared/voting/mod.ts";
import { parametersOf } from "./tally.ts";

const PAGE = 1000;
const HASH = 32;

const Head = z.object({
  id: z.uuid(),
  title: z.string(),
  secrecy: z.enum(["public", "pseudonymous", "secret"]),
  modality: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  seats: z.int(),
  threshold_bps: z.int(),
  quorum_bps: z.int(),
  strong_consensus_bps: z.int(),
  tie_seed: z.string(),
  options: z.array(z.object({ id: z.uuid(), label: z.string() })),
  reading: z.object({
    id: z.uuid(),
    status: z.string(),
    engine_version: z.string(),
    lens_definition: Lens,
    lens_hash: z.string(),
    snapshot_hash: z.string().nullable(),
    ballots_root: z.string(),
    eligible_count: z.int(),
    changes_winner: z.boolean().nullable(),
    agreement_bps: z.int().nullable(),
    strong_consensus: z.boolean(),
    experts: z.unknown(),
    warnings: z.array(z.string()),
    result: z.record(z.string(), z.unknown()),
  }),
});
type Head = z.infer<typeof Head>;

/**
 * Everything that a reading was made of, for `verify.ts` to count it again: the poll, the reading, and
 * its ballots by voter tag with their weights, or, where nobody may see these, only the leaves of the
 * tree over their receipts: in a secret poll, and in a pseudonymous one where weights tell who is who.
 * Streamed page by page: the ballots of a published poll do not change. Refuses with
 * `reading_not_found` or `not_published`.
 */
export async function bundle(c: Call): Promise<Response> {
  const reading = z.uuid().safeParse(c.req.param("reading"));
  if (!reading.success) {
    throw new Problem(422, "invalid_input", "The reading's id is not a UUID.");
  }
  // As the service role: what a bundle shows, bundle_head decides for the person who calls.
  const head = Head.parse(
    await asService(c.get("caller"), async (database) => {
      const { rows: [row] } = await sql<{ head: unknown }>`
        select private.bundle_head(${reading.data}) as head`.execute(database);
      return row!.head;
    }),
  );
  const stream = ReadableStream.from(text(head)).pipeThrough(new TextEncoderStream());
  return new Response(stream, {
    headers: {
      "content-type": "application/json",
      "content-disposition": `attachment; filename="${head.reading.id}.json"`,
    },
  });
}

async function* text(head: Head): AsyncGenerator<string> {
  const { reading } = head;
  const lens = reading.lens_definition;
  const secret = head.secrecy === "secret" ||
    (head.secrecy === "pseudonymous" && lens.kind !== "equal");
  const opening = {
    format: "polity.bundle.v1",
    poll: {
      id: head.id,
      title: head.title,
      secrecy: head.secrecy,
      seed: head.tie_seed,
      options: head.options.map(({ id, label }) => ({ id, label })),
      eligibleCount: reading.eligible_count,
      quorumBps: head.quorum_bps,
      strongConsensusBps: head.strong_consensus_bps,
    },
    reading: {
      id: reading.id,
      status: reading.status,
      engineVersion: reading.engine_version,
      method: head.modality,
      seats: head.seats,
      parameters: parseParameters(head.modality, parametersOf(head), lens.kind !== "equal"),
      lens,
      lensHash: reading.lens_hash,
      snapshotHash: reading.snapshot_hash,
      ballotsRoot: reading.ballots_root,
      changesWinner: reading.changes_winner,
      agreementBps: reading.agreement_bps,
      strongConsensus: reading.strong_consensus,
      experts: reading.experts,
      warnings: reading.warnings,
      result: reading.result,
    },
  };
  yield JSON.stringify(opening).slice(0, -1);
  if (lens.kind === "delegated" && !secret) {
    yield `,"delegations":${JSON.stringify(await delegations(head.id))}`;
  }
  yield `,"${secret ? "leaves" : "ballots"}":[`;
  let separator = "\n";
  for await (const rows of secret ? leaves(head.id) : ballots(reading.id)) {
    if (rows.length === 0) continue;
    yield separator + rows.map((row) => JSON.stringify(row)).join(",\n");
    separator = ",\n";
  }
  yield "\n]}\n";
}

interface Row {
  voter: string;
  choice: unknown;
  nonce: string;
  weight: string;
  known: object | null;
}

async function* ballots(reading: string): AsyncGenerator<object[]> {
  for (let after = "";;) {
    const rows = await asService(null, async (database) =>
      (await sql<Row>`
        select * from private.bundle_ballots(${reading}, decode(${after}, 'hex'), ${PAGE})`
        .execute(database)).rows);
    yield rows.map(({ known, ...ballot }) => ({ ...ballot, ...known }));
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.voter;
  }
}

/** Whom those without a ballot delegated to, by voter tag: the snapshot of a `delegated` reading. */
async function delegations(poll: string): Promise<Delegation[]> {
  return await asService(null, async (database) =>
    (await sql<Delegation>`
      select delegator, delegate, domain from private.delegations_at_close(${poll})
      order by delegator`.execute(database)).rows);
}

async function* leaves(poll: string): AsyncGenerator<string[]> {
  for (let first = 0;; first += PAGE_NODES) {
    const pages = await asService(null, async (database) =>
      (await sql<{ nodes: Buffer }>`
        select nodes from private.receipt_pages(${poll}, 0, ${first})`.execute(database)).rows);
    for (const { nodes } of pages) {
      const size = nodes.length / HASH;
      yield Array.from(
        { length: size },
        (_, at) => nodes.toString("hex", at * HASH, (at + 1) * HASH),
      );
    }
    if (pages.length < PAGE_NODES) return;
  }
}
