// What the function hands out, checked by the verifier as anybody would run it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { repository } from "../../stack/packages.ts";
import { inclusionProof, verifyInclusion } from "../../supabase/functions/_shared/voting/mod.ts";
import { verify } from "../../verify.ts";
import { type Client, invoke, startTestStack } from "../support/stack.ts";

Deno.test("a reading's bundle is for those who see the result, and recounts", async (t) => {
  await using stack = await startTestStack();
  const { sql } = stack;
  const [ola, pia, sam, vic] = await Promise.all(
    ["ola", "pia", "sam", "vic"].map((name) => stack.signUp(name)),
  ) as [Client, Client, Client, Client];
  const { data: space } = await ola.rpc("create_space", { name: "Rowing", slug: "rowing" })
    .throwOnError();
  for (const guest of [pia, sam]) {
    const { data } = await guest.auth.getUser();
    await ola.rpc("invite_member", { space: space!.id, person: data.user!.id }).throwOnError();
    await guest.rpc("join_space", { space: space!.id }).throwOnError();
  }

  const ballots = [[ola, [0]], [pia, [0, 2]], [sam, [1, 2]]] as const;
  /** A closed and counted poll of three ballots, or as many as are given. */
  const decide = async (settings: object, cast: readonly (typeof ballots)[number][] = ballots) => {
    const { data: poll } = await ola.rpc("create_poll", {
      space: space!.id,
      title: "Which boat?",
      modality: "approval",
      options: ["Eight", "Four", "None"],
      lens: "ekoh",
      relevance: { "1015": 1_000_000 },
      ...settings,
    }).throwOnError();
    await ola.rpc("open_poll", { poll: poll!.id }).throwOnError();
    for (const [voter, choice] of cast) {
      await invoke(voter, `votes/polls/${poll!.id}/ballot`, "POST", { choice });
    }
    for (const step of ["close", "tally"]) {
      const { status } = await invoke(ola, `tallies/polls/${poll!.id}/${step}`, "POST");
      assert.equal(status, 200);
    }
    const readings = await sql<{ id: string; lens: string }[]>`
      select id, lens from public.poll_results where poll_id = ${poll!.id}`;
    const idOf = (lens: string) => readings.find((reading) => reading.lens === lens)?.id ?? "none";
    return {
      poll: poll!.id,
      equal: idOf("equal"),
      ekoh: idOf("ekoh"),
      delegated: idOf("delegated"),
    };
  };
  const publish = (poll: string) => invoke(ola, `tallies/polls/${poll}/publish`, "POST");
  const bundle = (person: Client, reading: string) =>
    invoke(person, `tallies/readings/${reading}/bundle`, "GET");

  await sql`
    insert into public.score_history
      (profile_id, domain_code, new_value, metrics, reason, evidence, changed_at)
    select id, '1015', 800001, '{}', 'Coach.', '{}', now() - interval '1 day'
    from auth.users where email = 'sam@example.com'`;
  const open = await decide({ secrecy: "public" });

  await t.step("before it is published it is nobody's", async () => {
    const own = await bundle(ola, open.equal);
    assert.deepEqual([own.status, own.answer.code], [409, "not_published"]);
    const member = await bundle(pia, open.equal);
    assert.deepEqual([member.status, member.answer.code], [404, "reading_not_found"]);
  });

  await t.step("strangers learn nothing of it, and no id makes more than a refusal", async () => {
    await publish(open.poll);
    const stranger = await bundle(vic, open.equal);
    assert.deepEqual([stranger.status, stranger.answer.code], [404, "reading_not_found"]);
    const none = await bundle(pia, crypto.randomUUID());
    assert.deepEqual([none.status, none.answer.code], [404, "reading_not_found"]);
    const bad = await bundle(pia, "nonsense");
    assert.deepEqual([bad.status, bad.answer.code], [422, "invalid_input"]);
    const anon = await stack.fetch(`/functions/v1/tallies/readings/${open.equal}/bundle`, {
      headers: { apikey: stack.publishableKey },
    });
    assert.equal((await anon.json()).code, "missing_token");
  });

  await t.step("members get both readings, without names, and both recount", async () => {
    for (const lens of ["equal", "ekoh"] as const) {
      const { status, answer } = await bundle(pia, open[lens]);
      assert.equal(status, 200);
      assert.deepEqual(verify(structuredClone(answer)), { wrong: [], open: [] });
      assert.equal(answer.ballots.length, 3);
      const allowed = ["choice", "ethics", "nonce", "scores", "voter", "weight"];
      for (const ballot of answer.ballots) {
        assert(Object.keys(ballot).every((key) => allowed.includes(key)));
      }
      assert.equal(
        answer.ballots.filter((ballot: object) => "scores" in ballot).length,
        lens === "ekoh" ? 1 : 0,
      );
      answer.ballots[0].choice = answer.ballots[0].choice[0] === 1 ? [0] : [1];
      assert(verify(answer).wrong.includes("reading.ballotsRoot"));
    }
  });

  await t.step("the command of the page says so, and finds a receipt", async () => {
    const { answer } = await bundle(sam, open.ekoh);
    const { answer: proven } = await invoke(sam, `votes/polls/${open.poll}/ballot/proof`, "GET");
    const mine = proven.receipt.receipt;
    assert(verifyInclusion(answer.reading.ballotsRoot, mine, proven.proof));
    const receipts = await sql<{ receipt: string }[]>`
      select private.receipts(${open.poll}) as receipt`;
    const whole = inclusionProof(receipts.map(({ receipt }) => receipt), mine);
    assert.deepEqual(proven.proof, whole, "as a tree built from all receipts proves it");

    const run = async (content: object, ...receipts: string[]) => {
      const file = await Deno.makeTempFile({ suffix: ".json" });
      await Deno.writeTextFile(file, JSON.stringify(content));
      const { code, stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--allow-read", join(repository, "verify.ts"), file, ...receipts],
      }).output();
      await Deno.remove(file);
      return { code, said: new TextDecoder().decode(stdout) };
    };
    const right = await run(answer, mine);
    assert.equal(right.code, 0, right.said);
    assert.match(right.said, /Everything recounts/);
    const wrong = await run(answer, "0".repeat(64));
    assert.equal(wrong.code, 1);
    assert.match(wrong.said, /WRONG: your receipt 0000/);
  });

  await t.step("a secret poll gives leaves and no ballots", async () => {
    const secret = await decide({ secrecy: "secret" });
    await publish(secret.poll);
    const { answer } = await bundle(pia, secret.ekoh);
    assert.equal(answer.ballots, undefined);
    assert.equal(answer.leaves.length, 3);
    const { answer: proven } = await invoke(pia, `votes/polls/${secret.poll}/ballot/proof`, "GET");
    assert.deepEqual(verify(answer, [proven.receipt.receipt]), {
      wrong: [],
      open: ["anything: the ballots are not shown"],
    });
    answer.leaves.pop();
    assert(verify(answer).wrong.includes("reading.ballotsRoot"));
  });

  await t.step("a pseudonymous poll shows no weights, which would tell who is who", async () => {
    const pseudonymous = await decide({});
    await publish(pseudonymous.poll);
    const { answer: even } = await bundle(pia, pseudonymous.equal);
    assert.equal(even.ballots.length, 3);
    assert.deepEqual(verify(even), { wrong: [], open: [] });
    const { answer: weighed } = await bundle(pia, pseudonymous.ekoh);
    assert.equal(weighed.ballots, undefined);
    assert.equal(weighed.leaves.length, 3);
    const [{ count }] = await sql<[{ count: number }]>`
      select count(*)::integer from private.bundle_ballots(${pseudonymous.ekoh})`;
    assert.equal(count, 0);
  });

  await t.step(
    "a delegated reading shows whom a ballot counts for, in a public poll alone",
    async () => {
      const { data: { user } } = await pia.auth.getUser();
      const { data: delegate } = await sam.from("contextual_identities").select("id")
        .eq("space_id", space!.id).eq("shown_profile_id", user!.id).not("role", "is", null).single()
        .throwOnError();
      await sam.rpc("delegate_vote", { space: space!.id, delegate: delegate!.id }).throwOnError();
      const settings = { lens: "delegated", relevance: {} };
      const open = await decide({ ...settings, secrecy: "public" }, ballots.slice(0, 2));
      await publish(open.poll);
      const { answer } = await bundle(ola, open.delegated);
      assert.deepEqual(verify(structuredClone(answer)), { wrong: [], open: [] });
      assert.deepEqual(answer.reading.result.delegation.carried, 1);
      assert.deepEqual(Object.keys(answer.delegations[0]).sort(), [
        "delegate",
        "delegator",
        "domain",
      ]);
      const { answer: even } = await bundle(ola, open.equal);
      assert.deepEqual(verify(structuredClone(even)), { wrong: [], open: [] });
      assert.equal(even.delegations, undefined);
      answer.delegations.pop();
      assert(verify(answer).wrong.includes("reading.snapshotHash"));

      const hidden = await decide(settings, ballots.slice(0, 2));
      await publish(hidden.poll);
      const { answer: shown } = await bundle(ola, hidden.delegated);
      assert.deepEqual([shown.ballots, shown.delegations], [undefined, undefined]);
    },
  );

  await t.step("many ballots come whole, over all pages", async () => {
    const many = await decide({ secrecy: "public" });
    await sql`alter table public.polls disable trigger user`;
    await sql`update public.polls set status = 'closed' where id = ${many.poll}`;
    await sql`alter table public.polls enable trigger user`;
    await sql`
      insert into public.ballots (poll_id, voter_tag, choice)
      select ${many.poll}, sha256(int4send(n)), to_jsonb(array[n % 3]) from generate_series(1, 2500) n`;
    assert.equal((await invoke(ola, `tallies/polls/${many.poll}/tally`, "POST")).status, 200);
    await publish(many.poll);
    const [reading] = await sql`
      select id from public.poll_results
      where poll_id = ${many.poll} and lens = 'ekoh' and status = 'current'`;
    const { answer } = await bundle(sam, reading!.id);
    assert.equal(answer.ballots.length, 2503);
    assert.deepEqual(verify(answer), { wrong: [], open: [] });
    const { answer: proven } = await invoke(sam, `votes/polls/${many.poll}/ballot/proof`, "GET");
    assert.equal(proven.proof.size, 2503);
    assert.equal(proven.ballots_root, answer.reading.ballotsRoot);
    assert(verifyInclusion(proven.ballots_root, proven.receipt.receipt, proven.proof));
  });
});
