// A printed receipt says what the receipt says, in whatever letters people write their names.
import assert from "node:assert/strict";
import { type Receipt, receiptPdf } from "../../supabase/functions/payments/receipt_pdf.ts";
import { pdfText } from "./pdf_text.ts";

const receipt: Receipt = {
  number: "2026-000042",
  issued_at: new Date("2026-03-04T05:06:07Z"),
  space_name: "Zażółć gęślą jaźń",
  payer_name: "Дмитрий Ёлкин",
  description: "Gift to the Đường Club <b>",
  paid: "20.77 EUR",
  fees: "0.77 EUR",
  paid_on: "2026-03-04",
};
const says = (pdf: Uint8Array, words: string) =>
  words.split(" ").every((word) => pdfText(pdf).some((text) => text.includes(word)));

Deno.test("a receipt is printed in the letters it is written in", async () => {
  const pdf = await receiptPdf(receipt);
  assert.equal(new TextDecoder("latin1").decode(pdf.slice(0, 5)), "%PDF-");
  for (const words of Object.values(receipt)) {
    if (typeof words === "string") assert.ok(says(pdf, words), words);
  }
  assert.ok(!says(pdf, "Somebody"), "the test can fail");
});

Deno.test("the same receipt is the same bytes, another is not", async () => {
  const [first, second] = [await receiptPdf(receipt), await receiptPdf({ ...receipt })];
  assert.deepEqual(first, second);
  const nameless = await receiptPdf({ ...receipt, payer_name: null });
  assert.notDeepEqual(nameless, first);
  assert.ok(!says(nameless, "Дмитрий"));
});

Deno.test("a long description goes on below, and on the next page", async () => {
  const words = Array.from({ length: 1_500 }, (_, n) => `word${n}`);
  const pdf = await receiptPdf({ ...receipt, description: words.join(" ") });
  assert.ok(says(pdf, "word0 word700 word1499"));
});
