// What must hold when a person agrees and takes back at the same moment.
import assert from "node:assert/strict";
import postgres from "postgres";
import { prepareData } from "../../stack/prepared_data.ts";
import { startDatabase } from "../../stack/stack.ts";

const PERSON = "a0000000-0000-4000-8000-000000000001";
const ROUNDS = 100;

Deno.test("consents at the same moment", async (t) => {
  const data = await prepareData({ seed: false });
  const database = await startDatabase({ data, ephemeral: true, seed: false });
  const sql = postgres(database.url, { max: 6, onnotice: () => {} });
  /** Calls a command as the person, on a connection of its own. */
  const call = (command: string) =>
    sql.begin(async (sql) => {
      await sql`select set_config('request.jwt.claims', ${JSON.stringify({ sub: PERSON })}, true)`;
      await sql.unsafe("set local role authenticated");
      return await sql.unsafe(`select * from ${command}`);
    });
  const standing = () => sql`select id from public.consents where revoked_at is null`;
  try {
    await sql`insert into auth.users (id, aud, role, email)
      values (${PERSON}, 'authenticated', 'authenticated', 'ola@example.com')`;

    await t.step("six clicks are one consent", async () => {
      const clicks = await Promise.all(
        Array.from({ length: 6 }, () => call("public.grant_consent('matching')")),
      );
      assert.equal(new Set(clicks.map(([row]) => row!.id)).size, 1);
      assert.equal((await sql`select from public.consents`).length, 1);
    });

    await t.step("of renewals at once one stands, and each knows what replaced it", async () => {
      const terms = [10, 20, 30, 40, 50, 60];
      await Promise.all(
        terms.map((days) => call(`public.grant_consent('matching', days => ${days})`)),
      );
      assert.equal((await standing()).length, 1);
      const [{ unlinked } = { unlinked: -1 }] = await sql`
        select count(*)::int as unlinked from public.consents c
        where revoked_at is not null and not exists (
          select from public.consents n where n.id = c.replaced_by)`;
      assert.equal(unlinked, 0);
    });

    await t.step("grant beside revoke ends in one or the other", async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const [[granted]] = await Promise.all([
          call(`public.grant_consent('research', days => ${1 + round * 2})`),
          call("public.revoke_consent('research')"),
          call("public.revoke_consent('research')"),
        ]);
        const rows = await sql`select id, revoked_at from public.consents
          where purpose = 'research' and (revoked_at is null or id = ${granted!.id})`;
        assert.equal(rows.length, 1);
        assert.equal(rows[0]!.id, granted!.id);
      }
    });

    await t.step("what an AI may do: the same", async () => {
      await call("public.grant_consent('ai_interpretation')");
      const clicks = await Promise.all(
        Array.from({ length: 6 }, () => call("public.grant_pci_consent('memory')")),
      );
      assert.equal(new Set(clicks.map(([row]) => row!.id)).size, 1);
    });

    await t.step("nothing is granted by who is being erased", async () => {
      let granting: Promise<unknown>;
      await sql.begin(async (erasing) => {
        await erasing`select private.erase_person(${PERSON})`;
        granting = call("public.grant_consent('visibility')").catch(({ hint }) => hint);
        for (;;) {
          const [waiting] = await sql`
            select from pg_stat_activity where wait_event_type = 'Lock' and query like '%visibility%'`;
          if (waiting) break;
        }
      });
      assert.equal(await granting!, "sign_in_required");
      assert.equal((await standing()).length, 0);
    });
  } finally {
    await sql.end({ timeout: 1 });
    await database.stop();
  }
});
