import { canonicalJson, sha256Hex } from "./canonical.ts";
import { ensure } from "./errors.ts";

/** What a receipt commits to. `choice` is canonical; tag and nonce are lower-case hex. */
export interface ReceiptInput {
  pollId: string;
  voterTag: string;
  choice: unknown;
  nonce: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HEX = /^([0-9a-f]{2})+$/;

/**
 * The voter's receipt, in hex: SHA-256 over the lines `polity.receipt.v1`, poll id, voter tag,
 * choice as canonical JSON, nonce. The nonce keeps others from guessing the choice. Throws `invalid_receipt` on parts not in that form, as SQL would hash other bytes.
 */
export function receiptHash({ pollId, voterTag, choice, nonce }: ReceiptInput): string {
  ensure(UUID.test(pollId), "invalid_receipt", "The poll id must be a lower-case UUID.");
  ensure(HEX.test(voterTag), "invalid_receipt", "The voter tag must be lower-case hex.");
  ensure(HEX.test(nonce), "invalid_receipt", "The nonce must be lower-case hex.");
  const lines = ["polity.receipt.v1", pollId, voterTag, canonicalJson(choice), nonce];
  return sha256Hex(lines.join("\n"));
}
