import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson, sha256Hex, toJson } from "./canonical.ts";
import { ensure, parse, VotingError } from "./errors.ts";
import { ETHICS_UNKNOWN, MICRO } from "./scores.ts";
import { type BallotWeight, ballotWeight } from "./weight.ts";

/** Raised whenever the same poll could give a reading that differs in any byte. */
export const ENGINE_VERSION = "1";

const micro = z.int().min(0).max(1_000_000);
const total = (relevance: Record<string, number>) =>
  Object.values(relevance).reduce((sum, part) => sum + part, 0);
const relevance = z.record(z.string().min(1), micro);

/**
 * How votes weigh, declared in full, so that its hash leaves nothing to defaults. `equal`: one
 * person, one vote. `ekoh`: expertise in the poll's domains; `relevance` by domain sums to
 * 1_000_000, `cap` bounds what expertise may add (micro-units). `delegated`: one vote, and those of
 * the people it is cast for; `relevance`, or none, says which delegations counted.
 */
export const Lens = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("equal") }),
  z.strictObject({
    kind: z.literal("ekoh"),
    cap: micro,
    relevance: relevance.refine(
      (relevance) => total(relevance) === 1_000_000,
      "Relevance must sum to 1000000",
    ),
  }),
  z.strictObject({
    kind: z.literal("delegated"),
    relevance: relevance.refine(
      (relevance) => Object.keys(relevance).length === 0 || total(relevance) === 1_000_000,
      "Relevance must be empty or sum to 1000000",
    ),
  }),
]);
export type Lens = z.infer<typeof Lens>;

/** What the snapshot holds of one voter: scores by domain and ethics as the poll opened (micro). */
export interface WeighingInput {
  voter: string;
  scores: Readonly<Record<string, bigint>>;
  ethics: bigint | null;
}

/** Throws `invalid_lens`, with the bad parts in `details`. */
export function parseLens(input: unknown): Lens {
  return parse(
    Lens,
    input,
    (details) => new VotingError("invalid_lens", "The lens is not valid.", details),
  );
}

/** SHA-256 of the lens's canonical JSON, in hex. Throws `invalid_lens`. */
export function lensHash(lens: Lens): string {
  return sha256Hex(canonicalJson(parseLens(lens)));
}

/**
 * What a voter's ballot weighs by what is known of the voter. Throws `out_of_range`, and
 * `invalid_lens` for `delegated`, where it depends on others: see `carryVotes`.
 */
export function weigh(lens: Lens, { scores, ethics }: Omit<WeighingInput, "voter">): BallotWeight {
  if (lens.kind === "equal") {
    return { weight: MICRO, terms: [], capped: false, bonus: 0n, ethics: ETHICS_UNKNOWN };
  }
  if (lens.kind === "delegated") {
    throw new VotingError("invalid_lens", "What a ballot carries is not known from its voter.");
  }
  const relevance = Object.fromEntries(
    Object.entries(lens.relevance).map(([domain, part]) => [domain, BigInt(part)]),
  );
  return ballotWeight({ relevance, scores, ethics, cap: BigInt(lens.cap) });
}

/**
 * SHA-256, in hex, over the line `polity.snapshot.v1` and a line of canonical JSON per voter
 * (`{ethics, scores, voter}`, values as decimal strings), sorted by voter, joined by newlines.
 * Throws `invalid_election` when a voter is listed twice.
 */
export function snapshotHash(inputs: readonly WeighingInput[]): string {
  const hash = createHash("sha256").update("polity.snapshot.v1");
  let last: string | undefined;
  for (const input of inputs.toSorted((a, b) => (a.voter < b.voter ? -1 : 1))) {
    const { voter, scores, ethics } = input;
    ensure(voter !== last, "invalid_election", `Voter ${voter} is weighed twice.`);
    last = voter;
    hash.update(`\n${canonicalJson(toJson({ voter, scores, ethics }))}`);
  }
  return hash.digest("hex");
}
