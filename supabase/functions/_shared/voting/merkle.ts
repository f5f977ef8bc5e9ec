import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { ensure } from "./errors.ts";

/** Where a receipt stands, and the hashes beside its way to the root, leaf first (hex). */
export interface InclusionProof {
  index: number;
  size: number;
  path: string[];
}

const SHA256_HEX = /^[0-9a-f]{64}$/;

/**
 * Root of the tree over all receipts of a poll, sorted ascending (RFC 6962, section 2.1; the leaf
 * data are a receipt's 32 bytes). No receipts: SHA-256 of nothing. In hex, as all hashes here.
 * Throws `invalid_receipt` on anything but distinct SHA-256 hashes.
 */
export function merkleRoot(receipts: readonly string[]): string {
  return treeHash(sorted(receipts)).toString("hex");
}

/** Proof that a receipt is under the root (RFC 6962, 2.1.1). Throws `invalid_receipt` if not. */
export function inclusionProof(receipts: readonly string[], receipt: string): InclusionProof {
  const leaves = sorted(receipts);
  const index = leaves.indexOf(receipt);
  ensure(index >= 0, "invalid_receipt", "This receipt is not in the tree.");

  const path: string[] = [];
  let [start, end] = [0, leaves.length];
  while (end - start > 1) {
    const middle = start + split(end - start);
    const left = index < middle;
    path.push(
      (left ? treeHash(leaves, middle, end) : treeHash(leaves, start, middle)).toString("hex"),
    );
    [start, end] = left ? [start, middle] : [middle, end];
  }
  return { index, size: leaves.length, path: path.reverse() };
}

/** Whether the proof leads from the receipt to the root (RFC 9162, 2.1.3.2). */
export function verifyInclusion(root: string, receipt: string, proof: InclusionProof): boolean {
  const { index, size, path } = proof;
  const wellFormed = [root, receipt, ...path].every((hash) => SHA256_HEX.test(hash)) &&
    Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size;
  if (!wellFormed) return false;

  let hash = leafHash(receipt);
  let [node, last] = [index, size - 1];
  for (const step of path) {
    if (last === 0) return false;
    const sibling = Buffer.from(step, "hex");
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      // A lone last node rises unchanged until it becomes a right child.
      while (node % 2 === 0 && node > 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && hash.toString("hex") === root;
}

/** RFC 6962's Merkle tree hash of leaves start..end-1, given in hex. */
export function treeHash(leaves: readonly string[], start = 0, end = leaves.length): Buffer {
  if (end === start) return createHash("sha256").digest();
  if (end - start === 1) return leafHash(leaves[start]!);
  const middle = start + split(end - start);
  return nodeHash(treeHash(leaves, start, middle), treeHash(leaves, middle, end));
}

/** The largest power of two below a size of at least 2. */
function split(size: number): number {
  return 2 ** (31 - Math.clz32(size - 1));
}

// The prefixes keep a node from ever passing for a leaf. One buffer and one update for each hash:
// calls into the hash cost more than hashing.
const nodeBytes = Buffer.alloc(65, "\x01");

/** The hash that stands for a receipt in the tree. */
export function leafHash(leaf: string): Buffer {
  return createHash("sha256").update(`00${leaf}`, "hex").digest();
}

/** What stands above two neighbours. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  nodeBytes.set(left, 1);
  nodeBytes.set(right, 33);
  return createHash("sha256").update(nodeBytes).digest();
}

function sorted(receipts: readonly string[]): string[] {
  const leaves = receipts.toSorted();
  leaves.forEach((leaf, index) => {
    const fits = SHA256_HEX.test(leaf) && leaf !== leaves[index - 1];
    ensure(fits, "invalid_receipt", `Not a receipt, or listed twice: ${leaf}`);
  });
  return leaves;
}
