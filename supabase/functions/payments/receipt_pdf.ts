// A receipt as a PDF: the same receipt is the same bytes. Roboto comes with pdfmake and has Latin, Greek
// and Cyrillic letters; what it lacks is shown as an empty box.
import pdfmake from "pdfmake/build/pdfmake.js";
import fonts from "pdfmake/build/vfs_fonts.js";

/** What stands on a receipt. */
export interface Receipt {
  number: string;
  issued_at: Date;
  space_name: string;
  payer_name: string | null;
  description: string;
  paid: string;
  fees: string;
  paid_on: string;
}

pdfmake.addVirtualFileSystem(fonts);
pdfmake.setFonts({ Roboto: { normal: "Roboto-Regular.ttf", bold: "Roboto-Medium.ttf" } });
// It is made of text alone.
pdfmake.setUrlAccessPolicy(() => false);

/** Prints a receipt. */
export async function receiptPdf(receipt: Receipt): Promise<Uint8Array<ArrayBuffer>> {
  const title = `Receipt ${receipt.number}`;
  const rows: [name: string, value: string][] = [
    ["Received from", receipt.payer_name ?? "–"],
    ["For", receipt.description],
    ["Paid", receipt.paid],
    ["Of which fees", receipt.fees],
    ["On", `${receipt.paid_on} (UTC)`],
  ];
  const document = pdfmake.createPdf({
    info: { title, author: receipt.space_name, creationDate: receipt.issued_at },
    language: "en",
    pageSize: "A4",
    pageMargins: [70, 80, 70, 60],
    defaultStyle: { fontSize: 11, lineHeight: 1.3 },
    content: [
      { text: title, fontSize: 22, bold: true },
      { text: receipt.space_name, fontSize: 13, margin: [0, 4, 0, 20] },
      {
        layout: "noBorders",
        table: {
          widths: [110, "*"],
          body: rows.map(([name, value]) => [{ text: name, bold: true }, value]),
        },
      },
    ],
  });
  return new Uint8Array(await document.getBuffer());
}
