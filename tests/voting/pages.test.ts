import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import {
  inclusionProof,
  merkleRoot,
  PAGE_NODES,
  pageRoot,
  proofFromPages,
  sha256Hex,
  type TreePage,
  verifyInclusion,
} from "../../supabase/functions/_shared/voting/mod.ts";
import { leafHash } from "../../supabase/functions/_shared/voting/merkle.ts";

const receiptsOf = (size: number) => Array.from({ length: size }, (_, i) => sha256Hex(`${i}`));

/** All pages of the tree, by level. */
function pagesOver(receipts: readonly string[]): TreePage[][] {
  const levels: TreePage[][] = [];
  let nodes: Buffer[] = receipts.toSorted().map(leafHash);
  do {
    const pages: TreePage[] = [];
    for (let at = 0; at < nodes.length; at += PAGE_NODES) {
      const page = nodes.slice(at, at + PAGE_NODES);
      pages.push({ number: at / PAGE_NODES, nodes: Buffer.concat(page) });
    }
    levels.push(pages);
    nodes = pages.map(({ nodes }) => pageRoot(nodes));
  } while (nodes.length > 1);
  return levels;
}

const wayUp = (levels: TreePage[][], place: number) =>
  levels.map((pages, level) => pages[Math.floor(place / PAGE_NODES ** (level + 1))]!);

Deno.test("a tree cut into pages has the root and the proofs of the whole", () => {
  for (const size of [1, 2, 255, 256, 257, 513, 65_537]) {
    const receipts = receiptsOf(size);
    const sorted = receipts.toSorted();
    const levels = pagesOver(receipts);
    assert.equal(levels.length, size <= 256 ? 1 : size <= 65_536 ? 2 : 3);
    const root = merkleRoot(receipts);
    const some = [0, 1, 255, 256, size >> 1, size - 1].filter((place) => place < size);
    for (const place of size > 300 ? some : sorted.keys()) {
      const receipt = sorted[place]!;
      const found = proofFromPages(wayUp(levels, place), receipt, size);
      assert.equal(found.root, root);
      assert(verifyInclusion(root, receipt, found.proof));
      if (place < 2 && size < 300) assert.deepEqual(found.proof, inclusionProof(receipts, receipt));
    }
  }
});

Deno.test("pages that do not hold a receipt prove nothing", () => {
  const receipts = receiptsOf(600);
  const levels = pagesOver(receipts);
  const [receipt] = receipts.toSorted();
  const refused = { code: "invalid_receipt" };
  assert.throws(() => proofFromPages(wayUp(levels, 300), receipt!, 600), refused);
  assert.throws(() => proofFromPages(wayUp(levels, 0), sha256Hex("no"), 600), refused);
  const torn = [levels[0]![0]!, { number: 0, nodes: levels[1]![0]!.nodes.slice(32) }];
  assert.throws(() => proofFromPages(torn, receipt!, 600), refused);
});
