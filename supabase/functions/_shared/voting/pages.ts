import { Buffer } from "node:buffer";
import { ensure } from "./errors.ts";
import { type InclusionProof, leafHash, nodeHash } from "./merkle.ts";

/**
 * The Merkle tree over receipts, cut into pages as a database can keep it: a page holds up to 256
 * neighbours of one level, the page above holds the roots of 256 such pages. A proof needs one page
 * of each level, three for any poll up to 16 million ballots. Nothing changes in the tree itself:
 * 256 neighbours from a multiple of 256 on are a subtree of RFC 6962.
 */
export const PAGE_NODES = 256;

/** `nodes` are hashes of 32 bytes, end to end; on level 0 those of leaves, in order of receipts. */
export interface TreePage {
  number: number;
  nodes: Uint8Array;
}

const HASH = 32;

/** Root of a page of at least one node. */
export function pageRoot(nodes: Uint8Array): Buffer {
  return climb(nodes, -1).root;
}

/**
 * Proof for a receipt in a tree of `size`, out of the pages on its way up, lowest level first. Throws
 * `invalid_receipt` where they do not hold it.
 */
export function proofFromPages(
  pages: readonly TreePage[],
  receipt: string,
  size: number,
): { root: string; proof: InclusionProof } {
  const path: Buffer[] = [];
  let index = 0;
  let hash = leafHash(receipt);
  for (const [level, { number, nodes }] of pages.entries()) {
    const place = placeOf(nodes, hash);
    ensure(place >= 0, "invalid_receipt", "This receipt is not in the tree.");
    if (level === 0) index = number * PAGE_NODES + place;
    const { root, beside } = climb(nodes, place);
    path.push(...beside);
    hash = root;
  }
  return {
    root: hash.toString("hex"),
    proof: { index, size, path: path.map((step) => step.toString("hex")) },
  };
}

function placeOf(nodes: Uint8Array, hash: Buffer): number {
  const bytes = Buffer.from(nodes.buffer, nodes.byteOffset, nodes.byteLength);
  for (let at = 0; at < bytes.length; at += HASH) {
    if (bytes.compare(hash, 0, HASH, at, at + HASH) === 0) return at / HASH;
  }
  return -1;
}

/** Pairs neighbours until one is left, and keeps what stands beside the way up from a place. */
function climb(nodes: Uint8Array, place: number): { root: Buffer; beside: Buffer[] } {
  let row: Buffer[] = [];
  for (let at = 0; at < nodes.length; at += HASH) {
    row.push(Buffer.from(nodes.subarray(at, at + HASH)));
  }
  const beside: Buffer[] = [];
  while (row.length > 1) {
    const above: Buffer[] = [];
    for (let at = 0; at < row.length; at += 2) {
      const [left, right] = [row[at]!, row[at + 1]];
      // A lone last node rises unchanged.
      above.push(right === undefined ? left : nodeHash(left, right));
    }
    const sibling = place < 0 ? undefined : row[place ^ 1];
    if (sibling !== undefined) beside.push(sibling);
    place = place < 0 ? place : place >> 1;
    row = above;
  }
  return { root: row[0]!, beside };
}
