// From the treasury to somebody's bank, as an app does it: supabase-js, the provider's page, and the
// schedule's call.
import assert from "node:assert/strict";
import { type Client, eventually, invoke, startTestStack, stopClock } from "../support/stack.ts";

Deno.test("a person is paid by their space, and pays it out", async (t) => {
  await using stack = await startTestStack();
  await stopClock(stack);
  const { sql } = stack;
  await sql`
    update public.feature_flags set is_enabled = true where key in ('donations_v1', 'payouts_v1')`;
  const [ola, gus, vic] = await Promise.all(
    ["ola", "gus", "vic"].map((name) => stack.signUp(name)),
  ) as [Client, Client, Client];
  const idOf = async (client: Client) => (await client.auth.getUser()).data.user!.id;
  const { data: founded } = await ola.rpc("create_space", { name: "Rowing Club", slug: "rowing" })
    .throwOnError();
  const space = founded!.id;
  await ola.rpc("invite_member", { space, person: await idOf(gus) }).throwOnError();
  await gus.rpc("join_space", { space }).throwOnError();
  const gusId = await idOf(gus);
  await sql`
    select private.post_transaction('opening', 'opening', array[
      private.system_account(e, 'provider:sandbox', 'asset'), private.space_account(${space}, e)],
      '{-50000,50000}')
    from private.asset_id('EUR') as e`;
  const [shown] = await sql`
    select identity_id from private.identity_owners where profile_id = ${gusId} and space_id = ${space}`;
  await ola.rpc("spend_treasury", {
    space,
    asset: "EUR",
    amount: 20_000,
    request_key: "boathouse-roof",
    reason: "The roof of the boathouse",
    identity: shown!.identity_id,
  }).throwOnError();

  const home = {
    country: "DE",
    currency: "EUR",
    return_url: "https://app.test/paid",
    refresh_url: "https://app.test/again",
  };
  const schedule = async (path: string) => {
    const response = await stack.fetch(`/functions/v1/payments/${path}`, {
      method: "POST",
      headers: { apikey: stack.secretKey },
    });
    return await response.json();
  };
  /** Chooses on a page of the sandbox. */
  const choose = async (url: string, method: string) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ method }),
    });
    return { status: response.status, answer: await response.json() };
  };
  const wallet = async () => {
    const { data } = await gus.from("ledger_accounts").select("balance, held").throwOnError();
    return data![0];
  };
  const payout = async (id: string) => {
    const { data } = await gus.from("payout_jobs").select("status, failure, returned_amount")
      .eq("id", id).single().throwOnError();
    return data!;
  };
  /** Asks for a payout, and lets what follows happen. */
  const payOut = async (account: string, key: string, amount = 2_000) => {
    const { data } = await gus.rpc("request_payout", { account, amount, request_key: key })
      .throwOnError();
    await schedule("due/payouts");
    return data!.id as string;
  };
  let account = "";
  let url = "";

  await t.step("the person is sent to the provider; two clicks open one account", async () => {
    const [first, second] = await Promise.all([
      invoke(gus, "payments/payout-accounts", "POST", home),
      invoke(gus, "payments/payout-accounts", "POST", home),
    ]);
    assert.ok(first.answer.account?.id, JSON.stringify(first));
    assert.equal(first.answer.account.id, second.answer.account?.id);
    assert.equal(first.answer.account.status, "incomplete");
    assert.ok(
      !JSON.stringify(first.answer.account).includes("acct_"),
      "what it is called there is sealed",
    );
    account = first.answer.account.id;
    url = first.answer.url;
    const [row] = await sql`select count(*)::int from public.payout_accounts`;
    assert.equal(row!.count, 1);
    assert.match(await (await fetch(url)).text(), /An account to pay out to, incomplete/);
    const early = await gus.rpc("request_payout", { account, amount: 2_000, request_key: "early" });
    assert.equal(early.error?.hint, "account_not_verified");
  });

  await t.step("and comes back verified", async () => {
    const form = new URLSearchParams({ method: "acct_verified" });
    const response = await fetch(url, { method: "POST", body: form, redirect: "manual" });
    await response.body?.cancel();
    assert.equal(response.headers.get("location"), home.return_url);
    const { data } = await gus.from("payout_accounts").select("status, missing").throwOnError();
    assert.deepEqual(data, [{ status: "verified", missing: [] }]);
    const again = await invoke(gus, "payments/payout-accounts", "POST", home);
    assert.equal(again.answer.account.status, "verified");
  });

  await t.step("what they ask for is sent", async () => {
    const { data } = await gus.rpc("request_payout", { account, amount: 5_000, request_key: "one" })
      .throwOnError();
    assert.deepEqual(await wallet(), { balance: 20_000, held: 5_000 });
    assert.deepEqual(await schedule("due/payouts"), { payouts: 1 });
    assert.deepEqual(await payout(data!.id), { status: "paid", failure: null, returned_amount: 0 });
    assert.deepEqual(await wallet(), { balance: 15_000, held: 0 });
    const { data: own } = await gus.from("ledger_accounts").select("id").single().throwOnError();
    const { data: lines } = await gus.rpc("account_statement", { account: own!.id }).throwOnError();
    assert.deepEqual(lines!.map(({ kind, amount }) => [kind, amount]), [
      ["payout", -5_000],
      ["treasury", 20_000],
    ]);
  });

  await t.step("the provider's book agrees", async () => {
    await schedule("due");
    const [line] = await sql`
      select type, amount::int from private.balance_lines where type = 'transfer'`;
    assert.deepEqual({ ...line }, { type: "transfer", amount: -5_000 });
  });

  await t.step("what fails gives the money back, and may be tried again", async () => {
    await choose(url, "acct_transferRefused");
    const failed = await payOut(account, "two");
    assert.deepEqual(await payout(failed), {
      status: "failed",
      failure: "account_closed",
      returned_amount: 0,
    });
    assert.deepEqual(await wallet(), { balance: 15_000, held: 0 });
    await choose(url, "acct_verified");
    assert.equal((await payout(await payOut(account, "three"))).status, "paid");
    assert.deepEqual(await wallet(), { balance: 13_000, held: 0 });
  });

  await t.step("an answer that is lost costs nobody anything", async () => {
    await choose(url, "acct_transferTimedOut");
    assert.equal((await payout(await payOut(account, "four"))).status, "paid");
    assert.deepEqual(await wallet(), { balance: 11_000, held: 0 });
  });

  await t.step("what comes back is theirs again", async () => {
    await choose(url, "acct_transferReversed");
    const back = await payOut(account, "five");
    assert.deepEqual(await payout(back), {
      status: "returned",
      failure: null,
      returned_amount: 2_000,
    });
    assert.deepEqual(await wallet(), { balance: 11_000, held: 0 });
  });

  await t.step("a rejected account takes nothing; a closed one makes way for another", async () => {
    await choose(url, "acct_rejected");
    const { error } = await gus.rpc("request_payout", {
      account,
      amount: 2_000,
      request_key: "six",
    });
    assert.equal(error?.hint, "account_not_verified");
    await gus.rpc("close_payout_account", { account }).throwOnError();
    const other = await invoke(gus, "payments/payout-accounts", "POST", { ...home, country: "FR" });
    assert.notEqual(other.answer.account.id, account);
  });

  await t.step("the space's treasury is paid out by who keeps it", async () => {
    const member = await invoke(gus, "payments/payout-accounts", "POST", { ...home, space });
    assert.deepEqual([member.status, member.answer.code], [403, "permission_required"]);
    const stranger = await invoke(vic, "payments/payout-accounts", "POST", { ...home, space });
    assert.deepEqual([stranger.status, stranger.answer.code], [404, "not_found"]);
    const opened = await invoke(ola, "payments/payout-accounts", "POST", { ...home, space });
    await choose(opened.answer.url, "acct_verified");
    await ola.rpc("request_payout", {
      account: opened.answer.account.id,
      amount: 10_000,
      request_key: "club",
    }).throwOnError();
    await schedule("due/payouts");
    const { data } = await ola.from("ledger_accounts").select("balance, held")
      .eq("owner_space_id", space).throwOnError();
    assert.deepEqual(data, [{ balance: 20_000, held: 0 }]);
  });

  await t.step("the schedule does it by itself", async () => {
    const opened = await invoke(gus, "payments/payout-accounts", "POST", {
      ...home,
      country: "FR",
    });
    await choose(opened.answer.url, "acct_verified");
    const { data } = await gus.rpc("request_payout", {
      account: opened.answer.account.id,
      amount: 1_000,
      request_key: "by itself",
    }).throwOnError();
    await sql`select private.send_payouts()`;
    await eventually(async () => (await payout(data!.id)).status === "paid");
  });

  await t.step("bad requests say what is wrong", async () => {
    const cases: [object, number, string][] = [
      [{ country: "Germany" }, 422, "invalid_input"],
      [{ currency: "JPY" }, 422, "currency_not_paid_out"],
      [{ currency: "QQQ" }, 404, "asset_not_found"],
      [{ country: "GB" }, 409, "account_exists"],
      [{ space: crypto.randomUUID() }, 404, "not_found"],
      [{ return_url: "javascript:alert(1)" }, 422, "invalid_input"],
      [{ provider: "stripe" }, 422, "invalid_input"],
    ];
    for (const [change, status, code] of cases) {
      const { status: got, answer } = await invoke(gus, "payments/payout-accounts", "POST", {
        ...home,
        ...change,
      });
      assert.deepEqual([got, answer.code], [status, code], JSON.stringify([change, answer]));
    }
    const nobody = await stack.fetch("/functions/v1/payments/due/payouts", { method: "POST" });
    assert.equal(nobody.status, 401);
    await nobody.body?.cancel();
    assert.deepEqual((await choose(url, "acct_x")).status, 402);
    assert.deepEqual((await choose(url.replace(/acct_.*/, "acct_x"), "acct_verified")).status, 404);
  });

  const [all] = await sql`select sum(balance)::int as sum from public.ledger_accounts`;
  assert.equal(all!.sum, 0);
});
