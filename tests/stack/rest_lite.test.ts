// Where a platform has no PostgREST, @supabase/lite serves the Data API: the basics are the same.
import assert from "node:assert/strict";
import { project, startTestStack } from "../support/stack.ts";

const files = {
  "migrations/00000000_notes.sql": `
    create table public.notes (
      id int generated always as identity primary key,
      author uuid not null default auth.uid(),
      text text not null check (text <> '')
    );
    alter table public.notes enable row level security;
    grant select on public.notes to anon;
    grant select, insert (text), update (text), delete on public.notes to authenticated;
    grant all on public.notes to service_role;
    create policy notes_select on public.notes for select to anon using (false);
    create policy notes_all on public.notes for all to authenticated
      using (author = (select auth.uid())) with check (author = (select auth.uid()));
    create function public.whoami() returns jsonb language sql stable as
      $$ select jsonb_build_object('role', current_user, 'uid', auth.uid()) $$;
    create function public.add(a int, b int) returns int language sql immutable as 'select a + b';
    create function public.conflict() returns void language plpgsql as
      $$ begin raise exception 'Not now.' using errcode = 'PT409', hint = 'busy'; end $$;
    grant execute on function public.whoami, public.add, public.conflict to anon, authenticated, service_role;`,
};

for (const rest of [undefined, "lite"] as const) {
  Deno.test(`the Data API served by ${rest ?? "PostgREST"}`, async (t) => {
    const folder = await project(files);
    await using stack = await startTestStack({ project: folder, rest });
    assert.equal(stack.parts.rest === null, rest === "lite");
    const ola = await stack.signUp("ola");
    const kim = await stack.signUp("kim");
    const olaId = (await ola.auth.getUser()).data.user!.id;
    // These tables are none of the schema's.
    // deno-lint-ignore no-explicit-any
    const notes = (client: any) => client.from("notes");
    // deno-lint-ignore no-explicit-any
    const rpc = (client: any, name: string, values?: object) => client.rpc(name, values);

    await t.step("functions run as who calls them", async () => {
      const { data: anon } = await rpc(stack.anon, "whoami");
      assert.deepEqual(anon, { role: "anon", uid: null });
      assert.deepEqual((await rpc(ola, "whoami")).data, { role: "authenticated", uid: olaId });
      assert.equal((await rpc(stack.service, "whoami")).data.role, "service_role");
      assert.equal((await rpc(ola, "add", { a: 2, b: 3 })).data, 5);
    });
    await t.step("a person writes and reads their own rows", async () => {
      const { data, error } = await notes(ola).insert([{ text: "one" }, { text: "two" }]).select();
      assert.equal(error, null);
      assert.equal(data.length, 2);
      assert.equal(data[0].author, olaId);
      await notes(ola).update({ text: "uno" }).eq("text", "one");
      const { data: read, count } = await notes(ola)
        .select("text", { count: "exact" }).order("text", { ascending: false }).limit(1);
      assert.deepEqual([read, count], [[{ text: "uno" }], 2]);
      const { data: one } = await notes(ola).select("text").eq("text", "two").single();
      assert.deepEqual(one, { text: "two" });
    });
    await t.step("others see nothing of it, and the service role all", async () => {
      assert.deepEqual((await notes(kim).select()).data, []);
      assert.deepEqual((await notes(stack.anon).select()).data, []);
      assert.deepEqual((await notes(kim).update({ text: "x" }).neq("text", "").select()).data, []);
      assert.deepEqual((await notes(kim).delete().neq("text", "").select()).data, []);
      assert.equal((await notes(stack.service).select()).data.length, 2);
    });
    await t.step("what a grant or a check forbids is refused", async () => {
      const answers = [
        await notes(stack.anon).insert({ text: "x" }),
        await notes(ola).insert({ text: "x", author: olaId }),
        await notes(ola).insert({ text: "" }),
        await notes(stack.service).insert({ text: "x", author: null }),
        await rpc(ola, "conflict"),
      ];
      for (const { error } of answers) assert.ok(error);
      assert.equal((await notes(stack.service).select()).data.length, 2);
      const codes = answers.map(({ error }) => error.code);
      assert.deepEqual(codes, ["42501", "42501", "23514", "23502", "PT409"]);
      const { status, error } = answers.at(-1);
      assert.deepEqual([status, error.hint, error.message], [409, "busy", "Not now."]);
    });
    await t.step("a person deletes their own rows", async () => {
      const { data } = await notes(ola).delete().eq("text", "two").select("text");
      assert.deepEqual(data, [{ text: "two" }]);
    });
    await Deno.remove(folder, { recursive: true });
  });
}
