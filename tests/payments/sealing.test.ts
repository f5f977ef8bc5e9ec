// What a provider knows people by is sealed, found again by digests, and sealed anew under a new key
// while everything goes on.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type postgres from "postgres";
import { Seal, type SealingKey } from "../../supabase/functions/_shared/payments/sealing.ts";
import { startTestServer } from "../support/database.ts";

const key = (version: number, is_used = true): SealingKey => ({
  version,
  secret: Buffer.alloc(32, version).toString("base64"),
  is_used,
});

Deno.test("what is sealed is opened with its key, and with no other", () => {
  const seal = new Seal([key(1)]);
  const sealed = seal.seal("pi_123");
  assert.ok(!sealed.includes("pi_123"));
  assert.notEqual(sealed, seal.seal("pi_123"), "twice is not the same");
  assert.equal(seal.unseal(sealed), "pi_123");
  const [version, nonce, text] = sealed.split(".");
  const changed = Buffer.from(text!, "base64");
  changed[0]! ^= 1;
  assert.throws(() => seal.unseal([version, nonce, changed.toString("base64")].join(".")));
  assert.throws(() => new Seal([key(2)]).unseal(sealed), /not known/);
});

Deno.test("a seal is AES-256-GCM, and a digest HMAC-SHA-256, under keys by HKDF", async () => {
  const { subtle } = crypto;
  const master = await subtle.importKey("raw", Buffer.alloc(32, 1), "HKDF", false, ["deriveKey"]);
  const derive = (info: string, kind: AesKeyGenParams | HmacKeyGenParams, usage: KeyUsage) =>
    subtle.deriveKey(
      {
        name: "HKDF",
        hash: "SHA-256",
        salt: new Uint8Array(),
        info: new TextEncoder().encode(info),
      },
      master,
      kind,
      false,
      [usage],
    );
  const seal = new Seal([key(1)]);
  const [version, nonce, text] = seal.seal("pi_123").split(".");
  const cipher = await derive("seal", { name: "AES-GCM", length: 256 }, "decrypt");
  const iv = Buffer.from(nonce!, "base64");
  const open = await subtle.decrypt({ name: "AES-GCM", iv }, cipher, Buffer.from(text!, "base64"));
  assert.deepEqual([version, Buffer.from(open).toString()], ["1", "pi_123"]);

  const digest = await derive("digest", { name: "HMAC", hash: "SHA-256", length: 256 }, "sign");
  const mac = await subtle.sign("HMAC", digest, new TextEncoder().encode("pi_123"));
  assert.deepEqual(seal.digests("pi_123"), [Buffer.from(mac).toString("hex")]);
});

Deno.test("digests find what was kept under an older key", () => {
  const [old] = new Seal([key(1)]).digests("pi_123");
  const both = new Seal([key(2), key(1)]);
  const digests = both.digests("pi_123");
  assert.equal(digests.length, 2);
  assert.equal(digests[1], old);
  assert.equal(both.version, 2);
  assert.notDeepEqual(digests, both.digests("pi_124"));
});

Deno.test("a key that is not in use yet reads and does not write", () => {
  const early = new Seal([key(2, false), key(1)]);
  assert.equal(early.version, 1);
  const [first] = early.digests("pi_123");
  assert.deepEqual([first], new Seal([key(1)]).digests("pi_123"));
  const ahead = new Seal([key(2), key(1)]);
  assert.equal(early.unseal(ahead.seal("pi_123")), "pi_123");
});

Deno.test("no id of the provider's reaches the database in the clear", () => {
  const seal = new Seal([key(1)]);
  const event = seal.event({
    id: "evt_1",
    type: "x",
    at: "2026-01-01T00:00:00Z",
    account: "acct_secret",
    live: false,
    object: {
      kind: "payment",
      id: "pi_secret",
      reference: "ours",
      status: "succeeded",
      amount: 1,
      currency: "EUR",
      failure: null,
      customer: "cus_secret",
      method: "pm_secret",
    },
  });
  assert.ok(!JSON.stringify(event).includes("secret"));
  assert.equal(event.object!.reference, "ours");
});

/** The seal as the functions would have it now. */
const sealOf = async (sql: postgres.Sql) =>
  new Seal([...await sql<SealingKey[]>`select * from private.live_sealing_keys()`]);

Deno.test("keys change while events come in, and the old one goes when nothing needs it", async () => {
  const server = await startTestServer();
  try {
    const sql = await server.clone();
    const told = async (id: string, status: string) => {
      const seal = await sealOf(sql);
      const event = seal.event({
        id,
        type: "account.updated",
        at: new Date().toISOString(),
        account: null,
        live: false,
        object: { kind: "account", id: "acct_1", reference: null, status: "verified", missing: [] },
      });
      const [row] = await sql`
        select private.receive_payment_event('sandbox', ${sql.json(event as never)},
          ${seal.seal("body")}, ${seal.version}) as status`;
      assert.equal(row!.status, status);
      await sql`
        select private.provider_object('sandbox', 'account', ${
        sql.json(seal.id("acct_1") as never)
      })`;
    };
    const objects = () => sql`select digest, key_version from private.provider_objects`;

    await told("one", "parked");
    const [before] = await objects();
    assert.equal(before!.key_version, 1);

    await sql`select private.rotate_sealing_key()`;
    assert.equal((await sealOf(sql)).version, 1, "everybody learns of it first");
    await sql`update private.sealing_keys set used_from = now() - interval '2 hours' where version = 2`;
    assert.equal((await sealOf(sql)).version, 2);
    await told("two", "parked");
    assert.equal((await objects()).length, 1, "found under the old key");
    const [{ count } = { count: 0 }] = await sql`select private.retire_sealing_keys() as count`;
    assert.equal(count, 0, "it is still needed");

    const seal = await sealOf(sql);
    for (const row of await sql`select * from private.sealed_with_old_keys()`) {
      const text = seal.unseal(row.sealed);
      const { digests, sealed, key_version } = seal.id(text);
      await sql`
        select private.seal_anew(${row.source}, ${row.id}, ${digests[
        0
      ]!}, ${sealed}, ${key_version})`;
    }
    assert.equal((await sql`select * from private.sealed_with_old_keys()`).length, 0);
    const [after] = await objects();
    assert.equal(after!.key_version, 2);
    assert.notEqual(after!.digest, before!.digest);

    const [retired] = await sql`select private.retire_sealing_keys() as count`;
    assert.equal(retired!.count, 1);
    await told("three", "parked");
    assert.equal((await objects()).length, 1);
    const secrets = await sql`
      select name from vault.secrets where name like 'sealing_key_%' order by name`;
    assert.deepEqual(secrets.map(({ name }) => name), ["sealing_key_2"]);
  } finally {
    await server.stop();
  }
});
