// One decision from sign-up to published result, the way an app does it: supabase-js and nothing else.
import assert from "node:assert/strict";
import { receiptHash, verifyInclusion } from "../../supabase/functions/_shared/voting/mod.ts";
import { type Client, invoke, startTestStack } from "../support/stack.ts";

for (const rest of [undefined, "lite"] as const) {
  Deno.test(`a community decides, the Data API by ${rest ?? "PostgREST"}`, (t) => decide(t, rest));
}

async function decide(t: Deno.TestContext, rest: "lite" | undefined) {
  const stack = await startTestStack({ rest });
  try {
    const [ola, pia, sam, vic] = await Promise.all(
      ["ola", "pia", "sam", "vic"].map((name) => stack.signUp(name)),
    );
    const idOf = async (client: Client) => (await client.auth.getUser()).data.user!.id;
    let space = "";
    let poll = "";

    await t.step("three people found a private space", async () => {
      const { data } = await ola!.rpc("create_space", { name: "Rowing Club", slug: "rowing-club" })
        .throwOnError();
      space = data!.id;
      for (const guest of [pia!, sam!]) {
        await ola!.rpc("invite_member", { space, person: await idOf(guest) }).throwOnError();
        await guest.rpc("join_space", { space }).throwOnError();
      }
      const { data: members } = await pia!.from("space_members").select("profile_id, role").eq(
        "space_id",
        space,
      )
        .throwOnError();
      assert.equal(members!.length, 3);
      const { data: seen } = await vic!.from("spaces").select("id").eq("id", space).throwOnError();
      assert.deepEqual(seen, [], "a stranger does not even see the space");
    });

    await t.step("the founder opens a poll that asks for expertise", async () => {
      const { data } = await ola!.rpc("create_poll", {
        space,
        title: "Which boat do we buy?",
        modality: "plurality",
        options: ["The eight", "The four", "No boat"],
        lens: "ekoh",
        relevance: { "1015": 1_000_000 },
      }).throwOnError();
      poll = data!.id;
      await stack.service.rpc("record_expertise", {
        profile: await idOf(sam!),
        domain: "1015",
        quality: 1_000_000,
        expertise: 1_000_000,
        frequency: 1_000_000,
        reason: "Coached three crews",
        evidence: {},
      }).throwOnError();
      for (const source of ["passport", "season 1", "2", "3", "4", "5", "6"]) {
        await stack.service.rpc("record_ethics_event", {
          person: await idOf(sam!),
          kind: source === "passport" ? "identity_verified" : "conduct_commended",
          source,
          reason: "Verified coach",
        }).throwOnError();
      }
      await ola!.rpc("open_poll", { poll }).throwOnError();
    });

    const ballot = () => `votes/polls/${poll}/ballot`;
    let kept = "";

    await t.step("they vote, and one changes their mind", async () => {
      assert.equal((await invoke(ola!, ballot(), "POST", { choice: 1 })).status, 200);
      assert.equal((await invoke(pia!, ballot(), "POST", { choice: 1 })).status, 200);
      const first = await invoke(sam!, ballot(), "POST", { choice: 2 });
      const again = await invoke(sam!, ballot(), "POST", { choice: 2 });
      assert.deepEqual(again.answer, first.answer, "a double click returns the same receipt");
      const other = await invoke(sam!, ballot(), "POST", { choice: 0 });
      assert.deepEqual([other.status, other.answer.code], [409, "already_cast"]);
      const changed = await invoke(sam!, ballot(), "PUT", { choice: 0 });
      assert.equal(changed.answer.revision, 2);
      kept = changed.answer.receipt;
    });

    await t.step("bad ballots and strangers change nothing", async () => {
      for (const choice of [3, -1, 1.5, "1", [1], null, { a: 1 }]) {
        const { status, answer } = await invoke(pia!, ballot(), "PUT", { choice });
        assert.deepEqual([status, answer.code], [422, "invalid_choice"], JSON.stringify(choice));
      }
      assert.equal((await invoke(pia!, ballot(), "POST", {})).answer.code, "invalid_input");
      assert.equal(
        (await invoke(pia!, "votes/polls/nonsense/ballot", "GET")).answer.code,
        "invalid_input",
      );
      const stranger = await invoke(vic!, ballot(), "POST", { choice: 0 });
      assert.deepEqual([stranger.status, stranger.answer.code], [404, "poll_not_found"]);
      const member = await invoke(pia!, `tallies/polls/${poll}/close`, "POST");
      assert.deepEqual([member.status, member.answer.code], [403, "organizer_required"]);
    });

    await t.step("nobody reads another's ballot or a result before it is published", async () => {
      const { data: seen } = await pia!.from("ballots").select("choice").throwOnError();
      assert.deepEqual(seen, [{ choice: 1 }]);
      assert.equal((await invoke(ola!, `tallies/polls/${poll}/tally`, "POST")).status, 409);
    });

    await t.step("the founder closes the poll, and it takes no more ballots", async () => {
      assert.equal(
        (await invoke(ola!, `tallies/polls/${poll}/close`, "POST")).answer.status,
        "closed",
      );
      const late = await invoke(pia!, ballot(), "PUT", { choice: 0 });
      assert.deepEqual([late.status, late.answer.code], [409, "poll_not_open"]);
    });

    await t.step("it is tallied, twice with the same bytes, and published", async () => {
      const first = await invoke(ola!, `tallies/polls/${poll}/tally`, "POST");
      assert.equal(first.status, 200, JSON.stringify(first.answer));
      const { data: hidden } = await pia!.from("poll_results").select("id").throwOnError();
      assert.deepEqual(hidden, [], "members wait for the publication");
      assert.equal(
        (await invoke(ola!, `tallies/polls/${poll}/publish`, "POST")).answer.status,
        "published",
      );
    });

    await t.step("members read the baseline and the weighted reading", async () => {
      const { data: readings } = await pia!.from("poll_results")
        .select(
          "lens, is_baseline, winners, ballot_count, eligible_count, total_weight, changes_winner",
        )
        .eq("poll_id", poll).order("lens").throwOnError();
      // Sam's full score and the highest ethics weigh 1 + min(1·1, 1)·1.5 = 2.5 against two single votes.
      assert.deepEqual(readings, [
        {
          lens: "equal",
          is_baseline: true,
          winners: [1],
          ballot_count: 3,
          eligible_count: 3,
          total_weight: 3_000_000,
          changes_winner: null,
        },
        {
          lens: "ekoh",
          is_baseline: false,
          winners: [0],
          ballot_count: 3,
          eligible_count: 3,
          total_weight: 4_500_000,
          changes_winner: true,
        },
      ]);
      const { data: strangers } = await vic!.from("poll_results").select("id").throwOnError();
      assert.deepEqual(strangers, []);
    });

    await t.step("a voter checks that their ballot was counted", async () => {
      const { receipt, ballots_root, proof } =
        (await invoke(sam!, `${ballot()}/proof`, "GET")).answer;
      assert.equal(receipt.receipt, kept, "it is the receipt they kept");
      const computed = receiptHash({
        pollId: receipt.poll_id,
        voterTag: receipt.voter_tag,
        choice: receipt.choice,
        nonce: receipt.nonce,
      });
      assert.equal(computed, receipt.receipt);
      assert(verifyInclusion(ballots_root, computed, proof));
      const { data: reading } = await sam!.from("poll_results").select("ballots_root")
        .eq("poll_id", poll).eq("lens", "equal").single().throwOnError();
      assert.equal(reading!.ballots_root, ballots_root);
    });
  } finally {
    await stack.stop();
  }
}
