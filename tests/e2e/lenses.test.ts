// Stakes, voice credits and a cohort beside one person, one vote: read by the running stack, and
// counted again from what anybody can download, by the verifier alone.
import assert from "node:assert/strict";
import { join } from "node:path";
import { repository } from "../../stack/packages.ts";
import { invoke, startTestStack } from "../support/stack.ts";
import { cast, club, run, VOTERS } from "./club.ts";

/** What the verifier says of a bundle, run as anybody would: it may read files and nothing else. */
async function recount(bundle: unknown) {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.writeTextFile(file, JSON.stringify(bundle));
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--allow-read", join(repository, "verify.ts"), file],
  }).output();
  await Deno.remove(file);
  return { code, said: new TextDecoder().decode(stdout) };
}

Deno.test("what is staked, bought and asked of a cohort is counted, and recounts", async (t) => {
  await using stack = await startTestStack();
  const { people, owner, space } = await club(stack);
  const contributors = people.slice(1, 6);
  for (const person of contributors) {
    const { data: { user } } = await person.auth.getUser();
    await owner.rpc("set_member_role", { space, person: user!.id, role: "contributor" })
      .throwOnError();
  }
  await owner.rpc("set_voice_credits", { space, credits: 100 }).throwOnError();
  const { data: token } = await owner.rpc("create_token", {
    space,
    code: "OAR",
    name: "Oar",
    scale: 2,
  }).throwOnError();
  await owner.rpc("issue_tokens", { space, code: "OAR", amount: 100_000, request_key: "founding" })
    .throwOnError();
  const { data: roster } = await owner.from("contextual_identities").select("id, shown_profile_id")
    .eq("space_id", space).throwOnError();
  const rich = people[7]!;
  const { data: { user } } = await rich.auth.getUser();
  await owner.rpc("spend_treasury", {
    space,
    asset: "OAR",
    amount: 10_000,
    request_key: "for-rower-7",
    reason: "Coached all year",
    identity: roster!.find(({ shown_profile_id }) => shown_profile_id === user!.id)!.id,
  }).throwOnError();
  const available = async () => {
    const { data } = await rich.from("ledger_accounts").select("balance, held")
      .eq("asset_id", token!.id).eq("owner_profile_id", user!.id).single().throwOnError();
    return data!.balance - data!.held;
  };

  const { data: poll } = await owner.rpc("create_poll", {
    space,
    title: "Which boat?",
    modality: "plurality",
    options: ["The eight", "The four"],
    secrecy: "public",
    lens: "stake",
    lens_settings: { asset: token!.id },
  }).throwOnError();
  await owner.from("polls").update({
    compared_lenses: [
      { kind: "quadratic" },
      { kind: "cohort", filter: { minimum_role: "contributor" } },
    ],
  }).eq("id", poll!.id).throwOnError();
  await owner.rpc("open_poll", { poll: poll!.id }).throwOnError();

  await t.step("people vote, and put behind it what they have", async () => {
    // The owner and the contributors want the eight; the six others want the four.
    for (const [n, person] of people.entries()) {
      assert.equal((await cast(person, poll!.id, n < 6 ? 0 : 1)).status, 200);
    }
    const stake = (amount: number) =>
      rich.rpc("stake_on_poll", { poll: poll!.id, asset: token!.id, amount });
    assert.equal((await stake(10_001)).error?.hint, "insufficient_funds");
    await stake(9_000).throwOnError();
    assert.equal(await available(), 1_000);
    await stake(8_150).throwOnError();
    assert.equal(await available(), 1_850);
    await contributors[0]!.rpc("put_votes", { poll: poll!.id, votes: 10 }).throwOnError();
    const { error } = await contributors[1]!.rpc("put_votes", { poll: poll!.id, votes: 11 });
    assert.equal(error?.hint, "credits_spent");
  });

  await t.step("the readings say what each lens makes of it", async () => {
    for (const step of ["close", "tally", "publish"] as const) {
      assert.equal((await run(owner, poll!.id, step)).status, 200);
    }
    assert.equal(await available(), 10_000, "what was staked is free again");
    const { data: readings } = await rich.from("poll_results")
      .select("lens, winners, total_weight, changes_winner").eq("poll_id", poll!.id)
      .order("lens").throwOnError();
    const said = Object.fromEntries(readings!.map(({ lens, ...reading }) => [lens, reading]));
    // 81.50 are 81 whole oars, worth nine votes; ten votes cost a hundred credits.
    assert.deepEqual(said, {
      equal: { winners: said.equal!.winners, total_weight: 12_000_000, changes_winner: null },
      stake: { winners: [1], total_weight: 9_000_000, changes_winner: said.stake!.changes_winner },
      quadratic: {
        winners: [0],
        total_weight: 21_000_000,
        changes_winner: said.quadratic!.changes_winner,
      },
      cohort: {
        winners: [0],
        total_weight: 6_000_000,
        changes_winner: said.cohort!.changes_winner,
      },
    });
    const [lot] = said.equal!.winners;
    assert.equal(said.stake!.changes_winner, lot !== 1);
    assert.equal(said.quadratic!.changes_winner, lot !== 0);
  });

  await t.step("each is counted again from its bundle, and what is altered is found", async () => {
    const { data: readings } = await rich.from("poll_results").select("id, lens")
      .eq("poll_id", poll!.id).throwOnError();
    assert.equal(readings!.length, 4);
    for (const { id, lens } of readings!) {
      const { status, answer } = await invoke(rich, `tallies/readings/${id}/bundle`, "GET");
      assert.equal(status, 200);
      assert.equal(answer.ballots.length, VOTERS);
      const right = await recount(answer);
      assert.equal(right.code, 0, `${lens}: ${right.said}`);
      assert.match(right.said, /Everything recounts/);

      const one = answer.ballots.find((ballot: { weight: string }) => ballot.weight !== "0");
      one.weight = String(BigInt(one.weight) + 1_000_000n);
      const wrong = await recount(answer);
      assert.equal(wrong.code, 1, lens);
      assert.match(wrong.said, new RegExp(`WRONG: the weight of ${one.voter}`));
    }
  });
});
