// What a PDF of ours says, read from its own maps from glyphs to letters.
import { Buffer } from "node:buffer";
import { inflateSync } from "node:zlib";

/** All words of a PDF without spaces, once as each of its fonts reads them. */
export function pdfText(pdf: Uint8Array): string[] {
  const streams = [
    ...Buffer.from(pdf).toString("latin1").matchAll(
      /stream\r?\n([\s\S]*?)\r?\nendstream/g,
    ),
  ].map(([, body]) => {
    const bytes = Buffer.from(body!, "latin1");
    // Not all is packed.
    try {
      return inflateSync(bytes).toString("latin1");
    } catch {
      return bytes.toString("latin1");
    }
  });
  const hex = (text: string, width: number) =>
    text.match(new RegExp(`.{${width}}`, "g"))?.map((code) => parseInt(code, 16)) ?? [];
  const maps = streams.filter((stream) => stream.includes("beginbfrange")).map((stream) => {
    const letters = new Map<number, string>();
    for (const [, first, , list] of stream.matchAll(/<(\w+)> <(\w+)> \[([^\]]*)\]/g)) {
      [...list!.matchAll(/<([\w ]+)>/g)].forEach(([, units], index) =>
        letters.set(
          parseInt(first!, 16) + index,
          String.fromCharCode(...hex(units!.replaceAll(" ", ""), 4)),
        )
      );
    }
    return letters;
  });
  const glyphs = streams.flatMap((stream) =>
    [...stream.matchAll(/\[([^\]]*)\] TJ/g)].flatMap(([, parts]) =>
      [...parts!.matchAll(/<(\w+)>/g)].flatMap(([, codes]) => hex(codes!, 4))
    )
  );
  return maps.map((letters) => glyphs.map((glyph) => letters.get(glyph) ?? "").join(""));
}
