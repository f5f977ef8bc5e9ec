// Raising money as an app does it: supabase-js, the provider's page, the schedule, and nothing else but
// the clock, which the test turns.
import assert from "node:assert/strict";
import { type Client, eventually, invoke, startTestStack, stopClock } from "../support/stack.ts";

const back = { success_url: "https://app.test/thanks", cancel_url: "https://app.test/" };
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

Deno.test("people raise money; it comes back whole, or goes on with what is added", async (t) => {
  await using stack = await startTestStack();
  await stopClock(stack);
  const { sql } = stack;
  await sql`update public.feature_flags set is_enabled = true
    where key in ('donations_v1', 'campaigns_v1')`;
  const [ola, gus, mia, ned] = await Promise.all(
    ["ola", "gus", "mia", "ned"].map((name) => stack.signUp(name)),
  ) as [Client, Client, Client, Client];
  const { data: founded } = await ola.rpc("create_space", { name: "Rowing Club", slug: "rowing" })
    .throwOnError();
  const space = founded!.id;
  for (const guest of [gus, mia, ned]) {
    const person = (await guest.auth.getUser()).data.user!.id;
    await ola.rpc("invite_member", { space, person }).throwOnError();
    await guest.rpc("join_space", { space }).throwOnError();
  }

  const raise = async (title: string, goal_amount: number, beneficiary?: string) => {
    const { data: draft } = await ola.rpc("draft_campaign", {
      space,
      title,
      currency: "EUR",
      goal_amount,
      deadline: inDays(10),
      ...(beneficiary ? { beneficiary } : {}),
    }).throwOnError();
    await ola.rpc("open_campaign", { campaign: draft!.id }).throwOnError();
    return draft!.id;
  };
  const checkout = (giver: Client, target: string | null, details: object, more: object = {}) =>
    invoke(giver, "payments/checkouts", "POST", {
      space,
      purpose: "campaign",
      target,
      details,
      request_key: crypto.randomUUID(),
      ...back,
      ...more,
    });
  const give = async (
    giver: Client,
    campaign: string,
    amount: number,
    method = "pm_card_visa",
    is_anonymous = false,
  ) => {
    const { status, answer } = await checkout(giver, campaign, { amount, is_anonymous });
    assert.equal(status, 200, JSON.stringify(answer));
    const paid = await fetch(answer.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ method }),
    });
    assert.equal(paid.status, 200, await paid.text());
    return answer.payment.id as string;
  };
  const campaign = async (reader: Client, id: string) =>
    (await reader.from("campaigns").select(
      "status, raised_amount, contribution_count, paid_amount, settled_at",
    ).eq("id", id).single().throwOnError()).data!;
  /** Turns the clock past a row's end. */
  const pass = (table: "campaigns" | "matching_rounds", column: string, id: string) =>
    sql.begin(async (sql) => {
      await sql.unsafe(`alter table public.${table} disable trigger ${table}_before_change_guard`);
      await sql.unsafe(`update public.${table} set ${column} = now() - interval '1 hour'
        where id = '${id}'`);
      await sql.unsafe(`alter table public.${table} enable trigger ${table}_before_change_guard`);
    });
  /** What the schedule does, a minute later. */
  const minute = async () => {
    for (const job of ["end_campaigns", "send_back_contributions", "tend_matching_rounds"]) {
      await sql.unsafe(`select private.${job}()`);
    }
    await sql`update public.refunds set created_at = created_at - interval '2 minutes'`;
    const response = await stack.fetch("/functions/v1/payments/due", {
      method: "POST",
      headers: { apikey: stack.secretKey },
    });
    assert.equal(response.status, 200, await response.text());
  };
  const wallet = async (owner: Client) =>
    (await owner.from("wallets").select("balance").eq("code", "EUR").throwOnError()).data!
      .map(({ balance }) => balance);
  const reconciled = async () =>
    assert.deepEqual([...await sql`select * from private.reconcile_ledger()`], []);

  await t.step("below its goal everybody has it back", async () => {
    const boat = await raise("A boat", 900_000);
    await give(gus, boat, 2_000);
    await give(gus, boat, 700, "pm_card_mastercard", true);
    await give(mia, boat, 3_000, "pm_card_refundFail");
    const { raised_amount, contribution_count } = await campaign(ned, boat);
    assert.deepEqual([raised_amount, contribution_count], [5_700, 3]);
    const { data: seen } = await ned.from("campaign_contributions").select("amount").order("amount")
      .throwOnError();
    assert.deepEqual(seen, [{ amount: 2_000 }, { amount: 3_000 }], "what was given openly");

    await pass("campaigns", "deadline", boat);
    const { status, answer } = await checkout(ned, boat, { amount: 500 });
    assert.deepEqual([status, answer.code], [409, "campaign_ended"]);
    await eventually(async () => {
      await minute();
      return (await campaign(ned, boat)).settled_at !== null;
    });
    assert.equal((await campaign(ned, boat)).status, "failed");
    const { data: refunds } = await gus.from("refunds").select("amount, status").order("amount")
      .throwOnError();
    assert.deepEqual(refunds, [
      { amount: 700, status: "succeeded" },
      { amount: 2_000, status: "succeeded" },
    ]);
    const { data: lost } = await mia.from("refunds").select("amount, status").throwOnError();
    assert.deepEqual(lost, [{ amount: 3_000, status: "failed" }]);
    assert.deepEqual(await wallet(mia), [3_000], "whose card is gone has it in their wallet");
    assert.deepEqual(await wallet(gus), []);
    await reconciled();
  });

  await t.step("at its goal it goes on, and the pot is added to the cent", async () => {
    const { data: me } = await ned.rpc("my_identities").eq("space_id", space).single()
      .throwOnError();
    const oars = await raise("Oars", 2_000);
    const leg = await raise("Ned's leg", 1_000, (me as { id: string }).id);
    const gift = await checkout(gus, null, { currency: "EUR", amount: 5_000 }, {
      purpose: "donation",
      covers_fee: true,
    });
    await fetch(gift.answer.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ method: "pm_card_visa" }),
    }).then((response) => response.body?.cancel());
    const { data: round } = await ola.rpc("open_matching_round", {
      space,
      title: "Summer",
      currency: "EUR",
      ends_at: inDays(20),
    }).throwOnError();
    await ola.rpc("fund_matching_round", {
      round: round!.id,
      amount: 1_000,
      request_key: crypto.randomUUID(),
    }).throwOnError();
    for (const entrant of [oars, leg]) {
      await ola.rpc("enter_matching_round", { round: round!.id, campaign: entrant }).throwOnError();
    }
    const refused = await gus.rpc("enter_matching_round", { round: round!.id, campaign: oars });
    assert.equal(refused.error?.hint, "permission_required");

    // Of Gus 900, in two parts, of Mia and Ned 400 and 900; for Ned of Gus 900 and of Mia 400.
    await give(gus, oars, 500);
    await give(gus, oars, 400, "pm_card_visa", true);
    await give(mia, oars, 400);
    await give(ned, oars, 900);
    await give(gus, leg, 900);
    await give(mia, leg, 400);
    const own = await checkout(ned, leg, { amount: 500 });
    assert.deepEqual([own.status, own.answer.code], [409, "not_yourself"]);

    await pass("campaigns", "deadline", oars);
    await pass("campaigns", "deadline", leg);
    await pass("matching_rounds", "ends_at", round!.id);
    await minute();
    assert.deepEqual(
      [(await campaign(gus, oars)).paid_amount, (await campaign(gus, leg)).paid_amount],
      [2_200 - 38 - 35 - 35 - 48, 1_300 - 48 - 35],
    );
    // 2 (30 × 20 + 30 × 30 + 20 × 30) = 4,200 and 2 × 30 × 20 = 1,200 of 5,400.
    const { data: entries } = await mia.from("matching_entries").select("campaign_id, amount")
      .throwOnError();
    const got = new Map(entries!.map(({ campaign_id, amount }) => [campaign_id, amount]));
    assert.deepEqual([got.get(oars), got.get(leg)], [778, 222]);
    assert.deepEqual(await wallet(ned), [1_300 - 48 - 35 + 222]);
    const { data: accounts } = await ola.from("ledger_accounts").select("purpose, balance")
      .eq("owner_space_id", space).neq("balance", 0).throwOnError();
    assert.deepEqual(accounts, [
      { purpose: "treasury", balance: 5_000 - 1_000 + 2_200 - 156 + 778 },
    ]);
    await reconciled();
  });

  await t.step("bad requests say what is wrong", async () => {
    const oars = (await ola.from("campaigns").select("id").eq("title", "Oars").single()).data!.id;
    const cases: [string | null, object, number, string][] = [
      [oars, { amount: 500 }, 409, "campaign_ended"],
      [null, { amount: 500 }, 404, "campaign_not_found"],
      [crypto.randomUUID(), { amount: 500 }, 404, "campaign_not_found"],
    ];
    for (const [target, details, status, code] of cases) {
      const { status: got, answer } = await checkout(gus, target, details);
      assert.deepEqual([got, answer.code], [status, code]);
    }
    const open = await raise("Sails", 1_000);
    for (
      const [details, status, code] of [
        [{ amount: 1 }, 422, "amount_out_of_range"],
        [{}, 422, "amount_out_of_range"],
        [{ amount: "a" }, 422, "invalid_input"],
        [{ amount: 500, currency: "EUR" }, 422, "invalid_details"],
        [{ amount: 500, message: "x".repeat(281) }, 422, "rule_broken"],
      ] as const
    ) {
      const { status: got, answer } = await checkout(gus, open, details);
      assert.deepEqual([got, answer.code], [status, code], JSON.stringify([details, answer]));
    }
  });
});
