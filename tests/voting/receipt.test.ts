import assert from "node:assert/strict";
import fc from "fast-check";
import {
  inclusionProof,
  merkleRoot,
  receiptHash,
  type ReceiptInput,
  sha256Hex,
  verifyInclusion,
} from "../../supabase/functions/_shared/voting/mod.ts";
import { treeHash } from "../../supabase/functions/_shared/voting/merkle.ts";
import { forAll } from "./support.ts";

const ballot: ReceiptInput = {
  pollId: "11111111-1111-4111-8111-111111111111",
  voterTag: "ab12",
  choice: [0, 2],
  nonce: "00ff",
};
const receiptsOf = (size: number) => Array.from({ length: size }, (_, i) => sha256Hex(`${i}`));
const invalid = { code: "invalid_receipt" };

Deno.test("a receipt hashes its five lines", () => {
  const expected = "35d9a8192a34838e33d1f8246bd40f3b39915a48cc12313fdf0d76fd4918f959";
  assert.equal(receiptHash(ballot), expected);
});

Deno.test("every part of a ballot changes its receipt", () => {
  const changes: Partial<ReceiptInput>[] = [
    { pollId: "11111111-1111-4111-8111-111111111112" },
    { voterTag: "ab13" },
    { choice: [0, 1] },
    { choice: "yes" },
    { nonce: "00fe" },
  ];
  const receipts = changes.map((change) => receiptHash({ ...ballot, ...change }));
  assert.equal(new Set([receiptHash(ballot), ...receipts]).size, changes.length + 1);
});

Deno.test("a receipt refuses parts that another writer would spell otherwise", () => {
  const wrong: Partial<ReceiptInput>[] = [
    { pollId: "ABCDEF11-1111-4111-8111-111111111111" },
    { pollId: `${ballot.pollId}\n` },
    { voterTag: "AB" },
    { voterTag: "abc" },
    { voterTag: "" },
    { nonce: "0x00" },
  ];
  for (const change of wrong) {
    assert.throws(() => receiptHash({ ...ballot, ...change }), invalid, Deno.inspect(change));
  }
});

Deno.test("the tree has the roots of Certificate Transparency's reference vectors", () => {
  const leaves = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
  ];
  const roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ];
  const computed = roots.map((_, size) => treeHash(leaves.slice(0, size)).toString("hex"));
  assert.deepEqual(computed, roots);
});

Deno.test("no receipts have the root of nothing, and one receipt needs no path", () => {
  assert.equal(merkleRoot([]), sha256Hex(""));
  const [receipt] = receiptsOf(1);
  const proof = inclusionProof([receipt!], receipt!);
  assert.deepEqual(proof, { index: 0, size: 1, path: [] });
  assert(verifyInclusion(merkleRoot([receipt!]), receipt!, proof));
});

Deno.test("every proof of every tree up to 40 receipts verifies, in whatever order they come", () => {
  for (let size = 1; size <= 40; size += 1) {
    const receipts = receiptsOf(size);
    const root = merkleRoot(receipts);
    assert.equal(merkleRoot(receipts.toReversed()), root);
    for (const receipt of receipts) {
      assert(verifyInclusion(root, receipt, inclusionProof(receipts, receipt)));
    }
  }
});

const trees = fc.record({
  size: fc.integer({ min: 1, max: 100 }),
  which: fc.nat(),
  other: fc.nat(),
  place: fc.nat(),
  bit: fc.nat(7),
});

Deno.test("a proof with any flipped bit fails", () => {
  forAll(trees, ({ size, which, place, bit }) => {
    const receipts = receiptsOf(size);
    const receipt = receipts[which % size]!;
    const { path, ...where } = inclusionProof(receipts, receipt);
    const parts = [merkleRoot(receipts), receipt, ...path];
    const proves = ([root, receipt, ...path]: string[]) =>
      verifyInclusion(root!, receipt!, { ...where, path });
    assert(proves(parts));

    const bytes = Uint8Array.fromHex(parts.join(""));
    bytes[place % bytes.length]! ^= 1 << bit;
    assert(!proves(bytes.toHex().match(/.{64}/g)!));
  });
});

Deno.test("a proof proves no other receipt, no other place and no longer or shorter path", () => {
  forAll(trees, ({ size, which, other }) => {
    const receipts = receiptsOf(size);
    const root = merkleRoot(receipts);
    const receipt = receipts[which % size]!;
    const proof = inclusionProof(receipts, receipt);
    const { index, path } = proof;
    const stranger = receipts[other % size]!;

    assert.equal(verifyInclusion(root, stranger, proof), stranger === receipt);
    assert(!verifyInclusion(root, receipt, { ...proof, path: [...path, root] }));
    assert(!verifyInclusion(root, receipt, { ...proof, path: path.slice(0, -1), size: size + 1 }));
    const place = other % size;
    assert.equal(verifyInclusion(root, receipt, { ...proof, index: place }), place === index);
    for (const bad of [-1, size, 0.5, NaN]) {
      assert(!verifyInclusion(root, receipt, { ...proof, index: bad }));
    }
  });
});

Deno.test("a node cannot pass for a receipt: a subtree's hash is not in the tree", () => {
  const receipts = receiptsOf(4).sort();
  const root = merkleRoot(receipts);
  const left = treeHash(receipts, 0, 2).toString("hex");
  const right = treeHash(receipts, 2, 4).toString("hex");
  assert(!verifyInclusion(root, left, { index: 0, size: 2, path: [right] }));
});

Deno.test("a path longer than the claimed tree proves nothing", () => {
  const [left, right] = receiptsOf(2).sort();
  const proof = inclusionProof([left!, right!], right!);
  const root = merkleRoot([left!, right!]);
  assert(verifyInclusion(root, right!, proof));
  assert(!verifyInclusion(root, right!, { ...proof, index: 0, size: 1 }));
});

Deno.test("what is malformed proves nothing and makes no tree", () => {
  const receipts = receiptsOf(3);
  const root = merkleRoot(receipts);
  const proof = inclusionProof(receipts, receipts[0]!);
  assert(!verifyInclusion(root.toUpperCase(), receipts[0]!, proof));
  assert(!verifyInclusion(root, `${receipts[0]}00`, proof));
  assert(!verifyInclusion(root, receipts[0]!, { ...proof, path: ["", ...proof.path] }));
  for (const wrong of [["00"], [root.toUpperCase()], [root, root]]) {
    assert.throws(() => merkleRoot(wrong), invalid);
  }
  assert.throws(() => inclusionProof(receipts, root), invalid);
});
