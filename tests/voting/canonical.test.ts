import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalJson, sha256Hex, toJson } from "../../supabase/functions/_shared/voting/mod.ts";
import { forAll } from "./support.ts";

Deno.test("canonical JSON writes the example of RFC 8785, section 3.2.2", () => {
  const example = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`);
  assert.equal(
    canonicalJson(example),
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],` +
      String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

Deno.test("canonical JSON sorts keys by UTF-16 code unit (RFC 8785, section 3.2.3)", () => {
  const names = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\u{1f600}", "\ufb33"];
  const shuffled = [4, 0, 6, 1, 5, 2, 3].map((index) => [names[index], index]);
  const sorted = names.map((name, index) => `${JSON.stringify(name)}:${index}`);
  assert.equal(canonicalJson(Object.fromEntries(shuffled)), `{${sorted.join(",")}}`);
});

Deno.test("canonical JSON has no spaces and no negative zero", () => {
  assert.equal(canonicalJson([0, { b: [], a: "x y" }, -0]), '[0,{"a":"x y","b":[]},0]');
});

Deno.test("canonical JSON refuses what JSON cannot say", () => {
  const outside = [undefined, 1n, NaN, Infinity, "\ud800", new Date(0), new Map(), [undefined]];
  // deno-lint-ignore no-sparse-arrays
  for (const value of [...outside, [, 1], { a: undefined }, { "\ud800": 1 }, () => 1, Symbol()]) {
    assert.throws(() => canonicalJson(value), TypeError);
  }
});

Deno.test("canonical JSON says the same as the value, whatever the order of its keys", () => {
  forAll(fc.jsonValue(), (value) => {
    const text = canonicalJson(value);
    const reversed = JSON.parse(
      text,
      (_key, part) =>
        part !== null && typeof part === "object" && !Array.isArray(part)
          ? Object.fromEntries(Object.entries(part).reverse())
          : part,
    );
    assert.equal(canonicalJson(reversed), text);
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
  });
});

Deno.test("SHA-256 is that of FIPS 180-4's examples, for text and bytes", () => {
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(sha256Hex("abc"), abc);
  assert.equal(sha256Hex(new Uint8Array([97, 98, 99])), abc);
  assert.equal(sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

Deno.test("bigints are stored as decimal strings", () => {
  const stored = { totals: ["9007199254740993", "0"], n: 1, none: null, ok: true };
  assert.deepEqual(toJson({ totals: [9007199254740993n, 0n], n: 1, none: null, ok: true }), stored);
  assert.throws(() => toJson({ a: undefined }), TypeError);
});
