// What is kept of money: receipts as PDF in Storage, and what is sealed, which a new key seals anew while
// gifts go on coming in.
import assert from "node:assert/strict";
import { keysOf } from "../../stack/data_folder.ts";
import { startFunctions } from "../../stack/functions.ts";
import { repository } from "../../stack/packages.ts";
import { pdfText } from "../payments/pdf_text.ts";
import { type Client, eventually, invoke, startTestStack, stopClock } from "../support/stack.ts";

Deno.test("receipts are printed, and what is sealed is sealed anew", async (t) => {
  await using stack = await startTestStack();
  await stopClock(stack);
  const { sql } = stack;
  await sql`update public.feature_flags set is_enabled = true where key = 'donations_v1'`;
  const [ola, gus, mia] = await Promise.all(
    ["ola", "gus", "mia"].map((name) => stack.signUp(name)),
  ) as [Client, Client, Client];
  const idOf = async (client: Client) => (await client.auth.getUser()).data.user!.id;
  const { data: founded } = await ola.rpc("create_space", { name: "Гребля", slug: "rowing" })
    .throwOnError();
  const space = founded!.id;
  for (const guest of [gus, mia]) {
    await ola.rpc("invite_member", { space, person: await idOf(guest) }).throwOnError();
    await guest.rpc("join_space", { space }).throwOnError();
  }
  // The key to come is known to whoever starts from here on, and not written with yet.
  await sql`select private.rotate_sealing_key()`;

  /** Gives 20 euros, to the end; the payment. */
  const give = async (key: string) => {
    const { answer } = await invoke(gus, "payments/checkouts", "POST", {
      space,
      purpose: "donation",
      details: { currency: "EUR", amount: 2_000 },
      receipt_name: "Łucja Żółć",
      request_key: key,
      success_url: "https://app.test/",
      cancel_url: "https://app.test/",
    });
    const paid = await fetch(answer.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ method: "pm_card_visa" }),
    });
    assert.equal(paid.status, 200, await paid.text());
    return answer.payment.id as string;
  };
  const due = async (step: string, host = `${stack.url}/functions/v1`) => {
    const response = await fetch(`${host}/payments/due/${step}`, {
      method: "POST",
      headers: { apikey: stack.secretKey },
    });
    return (await response.json())[step];
  };
  const path = async (client: Client) => {
    const { data } = await client.from("receipts").select("id, year, number").order("number")
      .limit(1).single().throwOnError();
    return `${data!.id}/${data!.year}-${String(data!.number).padStart(6, "0")}.pdf`;
  };
  const download = async (client: Client, path: string) => {
    const { data } = await client.storage.from("receipts").download(path);
    return data && pdfText(new Uint8Array(await data.arrayBuffer())).join("\n");
  };
  const first = await give("first");

  await t.step("who paid, and who keeps the treasury, have the receipt as PDF", async () => {
    assert.equal(await due("receipts"), 1);
    assert.equal(await due("receipts"), 0);
    const file = await path(gus);
    for (const reader of [gus, ola]) {
      const text = await download(reader, file);
      for (const word of ["Łucja", "Żółć", "20.00", "Гребля"]) {
        assert.match(text!, new RegExp(word));
      }
    }
    assert.equal(await download(mia, file), null, "other members have not");
    assert.equal(await download(stack.anon, file), null);
    const { error } = await gus.storage.from("receipts").upload(file, new Blob(["mine"]), {
      upsert: true,
      contentType: "application/pdf",
    });
    assert.ok(error, "nobody writes one");
  });

  await t.step("the provider's book agrees with ours", async () => {
    await due("lines");
    const found = await sql`
      select kind, reference from private.reconcile_provider('sandbox', until => 'infinity')`;
    assert.deepEqual([...found], []);
  });

  await t.step("a new key seals everything anew, while gifts come in", async () => {
    const sealed = async () => {
      const rows = await sql`
        select key_version as version from private.provider_objects
        union select key_version from public.payment_events where key_version is not null
        order by 1`;
      return rows.map(({ version }) => version);
    };
    assert.deepEqual(await sealed(), [1]);
    await sql`update private.sealing_keys set used_from = now() - interval '2 hours' where version = 2`;
    // One that starts now writes with the new key; the one that runs has kept what it knew.
    const { child, url } = await startFunctions(repository, stack.data, await keysOf(stack.data), {
      url: stack.url,
      databasePort: Number(new URL(stack.databaseUrl).port),
    });
    try {
      const gifts = ["second", "third", "fourth"].map(give);
      const turns = Array.from({ length: 5 }, () => due("sealed", url));
      for (const count of await Promise.all(turns)) assert.equal(typeof count, "number");
      await Promise.all(gifts);
      // What was sealed anew is found and opened: it is asked for by its id.
      const { answer } = await invoke(ola, "payments/refunds", "POST", {
        payment: first,
        amount: 500,
        request_key: "some of it",
      });
      assert.equal(answer.status, "succeeded", JSON.stringify(answer));
      await eventually(async () => await due("sealed", url) === 0);
      assert.deepEqual(await sealed(), [2]);
      const [books] = await sql`
        select count(*)::int as payments, sum(refunded_amount)::int as refunded,
          (select count(*)::int from private.provider_objects where kind = 'payment') as objects,
          (select count(*)::int from public.payment_events where status not in ('applied', 'ignored'))
            as undone
        from public.payments where status = 'succeeded'`;
      assert.deepEqual({ ...books }, { payments: 4, refunded: 500, objects: 4, undone: 0 });
      const [{ retired } = { retired: 0 }] = await sql`
        select private.retire_sealing_keys() as retired`;
      assert.equal(retired, 1, "and the old key is thrown away");
    } finally {
      await child.stop();
    }
  });

  await t.step("who is erased leaves a receipt without a name", async () => {
    const file = await path(gus);
    const { error } = await gus.rpc("erase_me", { confirm: "gus@example.com" });
    assert.equal(error, null);
    await due("receipts");
    const text = await download(ola, file);
    assert.match(text!, /20\.00/);
    assert.doesNotMatch(text!, /Łucja/);
  });
});
