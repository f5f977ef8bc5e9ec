/**
 * The voting core: pure, in integers, without clock, network or database, so that anyone can count
 * again and get the same bytes.
 */
export { agreementBps } from "./agreement.ts";
export { canonicalJson, type Json, sha256Hex, toJson } from "./canonical.ts";
export { parseChoice, parseParameters } from "./choice.ts";
export * from "./delegation.ts";
export { type Fault, InvalidChoice, VotingError } from "./errors.ts";
export * from "./evidence.ts";
export * from "./experts.ts";
export {
  EXPERTS_MIN,
  Lens,
  lensHash,
  parseLens,
  snapshotHash,
  type Summary,
  votingPower,
  weigh,
  type WeighingInput,
} from "./lenses/mod.ts";
export { type InclusionProof, inclusionProof, merkleRoot, verifyInclusion } from "./merkle.ts";
export type { Group, Outcome, Tie } from "./method.ts";
export { type MethodName, methods, type TallyResult } from "./methods/mod.ts";
export { PAGE_NODES, pageRoot, proofFromPages, type TreePage } from "./pages.ts";
export * from "./reading.ts";
export * from "./receipt.ts";
export * from "./scores.ts";
export { drawBySeed, tieSeed } from "./seed.ts";
export { groupBallots, tally, type TallyInput } from "./tally.ts";
export * from "./weight.ts";
