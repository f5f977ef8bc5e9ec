// The migrations read like a book: none speaks of what comes later. Postgres would not notice, since
// it looks into a plpgsql function only when it runs.
import assert from "node:assert/strict";

const folder = new URL("../supabase/migrations/", import.meta.url);

Deno.test("no migration refers to a later one", async () => {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  const texts = await Promise.all(names.map((name) => Deno.readTextFile(new URL(name, folder))));

  const madeIn = new Map<string, number>();
  texts.forEach((text, place) => {
    for (const [, what] of text.matchAll(/^create (?:function|table|view|type) ([\w.]+)/gm)) {
      if (!madeIn.has(what!)) madeIn.set(what!, place);
    }
  });
  assert.ok(madeIn.has("public.profiles"));

  const ahead = texts.flatMap((text, place) => {
    const code = text.replace(/--.*$/gm, "").replace(/^comment on [^;]*;$/gm, "");
    const used = new Set(code.match(/\b(?:public|private)\.\w+/g));
    return [...used]
      .filter((what) => (madeIn.get(what) ?? place) > place)
      .map((what) => `${names[place]} uses ${what} of ${names[madeIn.get(what)!]}`);
  });
  assert.deepEqual(ahead, []);
});
