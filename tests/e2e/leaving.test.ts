// A person brings a file, takes their data along and leaves; what others decided with them stays.
import assert from "node:assert/strict";
import { merkleRoot, verifyInclusion } from "../../supabase/functions/_shared/voting/mod.ts";
import { type Client, eventually, invoke, PASSWORD, startTestStack } from "../support/stack.ts";

Deno.test("leaving", async (t) => {
  await using stack = await startTestStack();
  const { sql } = stack;
  const [ola, mia] = await Promise.all(["ola", "mia"].map((name) => stack.signUp(name)));
  const idOf = async (client: Client) => (await client.auth.getUser()).data.user!.id;
  const [olaId, miaId] = await Promise.all([idOf(ola!), idOf(mia!)]);
  const folder = crypto.randomUUID();
  const path = `${folder}/minutes.txt`;
  let space = "";
  let poll = "";

  await t.step("an image is an avatar, anything else is not", async () => {
    const avatars = ola!.storage.from("avatars");
    const png = new Blob(["png"], { type: "image/png" });
    assert.equal((await avatars.upload(`${olaId}/me.png`, png)).error, null);
    assert.ok((await avatars.upload(`${miaId}/me.png`, png)).error, "in another's folder");
    await ola!.from("profiles").update({ avatar_path: `${olaId}/me.png` }).eq("id", olaId)
      .throwOnError();
    const { publicUrl } = avatars.getPublicUrl(`${olaId}/me.png`).data;
    assert.equal(await (await fetch(publicUrl)).text(), "png");
    const again = await avatars.upload(
      `${olaId}/me.png`,
      new Blob(["new"], { type: "image/png" }),
      {
        upsert: true,
      },
    );
    assert.equal(again.error, null);
  });

  await t.step("a file is uploaded, registered and read by whom it is for", async () => {
    const { data } = await ola!.rpc("create_space", { name: "Rowing Club", slug: "rowing-club" })
      .throwOnError();
    space = data!.id;
    await ola!.rpc("invite_member", { space, person: miaId }).throwOnError();
    await mia!.rpc("join_space", { space }).throwOnError();

    const text = new Blob(["We row."], { type: "text/plain" });
    assert.equal((await ola!.storage.from("files").upload(path, text)).error, null);
    assert.ok((await mia!.storage.from("files").download(path)).error, "not shared yet");
    const { data: upload } = await ola!.rpc("register_upload", {
      bucket: "files",
      path,
      title: "Minutes",
      visibility: "space",
      space,
    }).throwOnError();
    assert.deepEqual([upload!.size, upload!.content_type], [7, "text/plain"]);
    const { data: read } = await mia!.storage.from("files").download(path);
    assert.equal(await read!.text(), "We row.");
    assert.ok((await stack.anon.storage.from("files").download(path)).error);
    assert.ok((await mia!.storage.from("files").update(path, new Blob(["No."]))).error);
    await mia!.storage.from("files").remove([path]);
    assert.equal(
      await (await ola!.storage.from("files").download(path)).data!.text(),
      "We row.",
      "nobody else overwrites or removes it",
    );
  });

  await t.step("what is removed leaves Storage by the schedule's function", async () => {
    const other = `${crypto.randomUUID()}/draft.txt`;
    await ola!.storage.from("files").upload(other, new Blob(["Draft."], { type: "text/plain" }));
    const { data } = await ola!.rpc("register_upload", { bucket: "files", path: other })
      .throwOnError();
    await ola!.rpc("remove_upload", { upload: data!.id }).throwOnError();
    await sql`select private.remove_files()`;
    await eventually(async () =>
      (await sql`select from storage.objects where name = ${other}`).length === 0 &&
      (await sql`select from private.file_removals`).length === 0
    );
    assert.equal((await sql`select from storage.objects where name = ${path}`).length, 1);
  });

  await t.step("only the schedule calls that function", async () => {
    for (const apikey of [stack.publishableKey, "sb_secret_guess", ""]) {
      const answer = await stack.fetch("/functions/v1/erasures", {
        method: "POST",
        headers: apikey ? { apikey } : {},
      });
      assert.equal(answer.status, 401, await answer.text());
    }
    assert.equal((await invoke(ola!, "erasures", "POST")).status, 401);
    assert.deepEqual((await invoke(stack.service, "erasures", "POST")).answer, { removed: 0 });
  });

  await t.step("they vote", async () => {
    const { data } = await ola!.rpc("create_poll", {
      space,
      title: "Which boat?",
      modality: "plurality",
      options: ["The eight", "The four"],
      lens: "ekoh",
      relevance: { "1015": 1_000_000 },
    }).throwOnError();
    poll = data!.id;
    await stack.service.rpc("record_expertise", {
      profile: olaId,
      domain: "1015",
      quality: 1_000_000,
      expertise: 1_000_000,
      frequency: 1_000_000,
      reason: "Coached three crews",
    }).throwOnError();
    await ola!.rpc("open_poll", { poll }).throwOnError();
    for (const [person, choice] of [[ola!, 0], [mia!, 1]] as const) {
      await invoke(person, `votes/polls/${poll}/ballot`, "POST", { choice });
    }
    await invoke(ola!, `tallies/polls/${poll}/close`, "POST");
  });

  await t.step("the export holds all that is theirs", async () => {
    const { data } = await ola!.rpc("export_my_data").throwOnError();
    // deno-lint-ignore no-explicit-any -- the export is JSON of every table
    const { account, data: tables } = data as any;
    assert.equal(account.email, "ola@example.com");
    assert.deepEqual(
      [tables.file_uploads.length, tables.file_uploads[0].title, tables.ballots[0].choice],
      [1, "Minutes", 0],
    );
    assert.doesNotMatch(JSON.stringify(data), /mia@example/);
  });

  const { data: { session } } = await ola!.auth.getSession();
  await t.step("erased, they cannot sign in, and their token commands nothing", async () => {
    const wrong = await ola!.rpc("erase_me", { confirm: "yes" });
    assert.equal(wrong.error?.hint, "confirmation_mismatch");
    const [first, second] = await Promise.all(
      [1, 2].map(() => ola!.rpc("erase_me", { confirm: "ola@example.com" })),
    );
    // Of two clicks at once the second may find it done.
    const refusals = [first!, second!].map(({ error, status }) => error && [status, error.hint]);
    assert(refusals.some((refusal) => refusal === null));
    for (const refusal of refusals.filter(Boolean)) {
      assert.deepEqual(refusal, [401, "sign_in_required"]);
    }

    const again = await stack.anon.auth.signInWithPassword({
      email: "ola@example.com",
      password: PASSWORD,
    });
    assert.equal(again.error?.code, "invalid_credentials");
    const refreshed = await stack.anon.auth.refreshSession({
      refresh_token: session!.refresh_token,
    });
    assert.ok(refreshed.error);
    const late = await ola!.rpc("create_space", { name: "Ghosts", slug: "ghosts" });
    assert.deepEqual([late.status, late.error?.hint], [401, "sign_in_required"]);
    for (const method of ["POST", "GET"] as const) {
      const { status } = await invoke(
        ola!,
        `votes/polls/${poll}/ballot`,
        method,
        method === "POST" ? { choice: 1 } : undefined,
      );
      assert.equal(status, 401);
    }
    assert.deepEqual((await ola!.from("space_members").select("role").throwOnError()).data, []);
    const upload = await ola!.storage.from("files")
      .upload(`${crypto.randomUUID()}/late.txt`, new Blob(["Late."], { type: "text/plain" }));
    assert.ok(upload.error);
  });

  await t.step("their space is the other member's", async () => {
    const { data } = await mia!.from("space_members").select("profile_id, role")
      .eq("space_id", space).throwOnError();
    assert.deepEqual(data, [{ profile_id: miaId, role: "owner" }]);
  });

  await t.step("their ballot counts, as it weighed, and every receipt verifies", async () => {
    const { status, answer } = await invoke(mia!, `tallies/polls/${poll}/tally`, "POST");
    assert.equal(status, 200, JSON.stringify(answer));
    await invoke(mia!, `tallies/polls/${poll}/publish`, "POST");
    const { data } = await mia!.from("poll_results").select(
      "lens, ballot_count, winners, total_weight",
    )
      .eq("poll_id", poll).order("lens").throwOnError();
    assert.deepEqual(data, [
      { lens: "equal", ballot_count: 2, winners: data![0]!.winners, total_weight: 2_000_000 },
      { lens: "ekoh", ballot_count: 2, winners: [0], total_weight: 3_000_000 },
    ]);
    const receipts = (await sql`select private.receipts(${poll}) as receipt`)
      .map(({ receipt }) => receipt);
    const proof = (await invoke(mia!, `votes/polls/${poll}/ballot/proof`, "GET")).answer;
    assert.equal(proof.ballots_root, merkleRoot(receipts));
    assert(verifyInclusion(proof.ballots_root, proof.receipt.receipt, proof.proof));
    assert.deepEqual(
      [...await sql`select from public.ballots where profile_id = ${olaId}`],
      [],
    );
    assert.deepEqual([...await sql`select from private.poll_secrets where poll_id = ${poll}`], []);
  });

  await t.step("their files leave Storage", async () => {
    await sql`select private.sweep_erasures(), private.remove_files()`;
    await eventually(async () =>
      (await sql`select from storage.objects where owner_id = ${olaId}`).length === 0
    );
    assert.ok((await mia!.storage.from("files").download(path)).error);
    assert.deepEqual([...Deno.readDirSync(stack.data.storage)].map(({ name }) => name), []);
    const [left] = await sql`
      select (select count(*)::int from private.file_removals) as files,
        (select sweeps_left from private.erasures where profile_id = ${olaId}) as sweeps`;
    assert.deepEqual(left, { files: 0, sweeps: 1 });
  });
});
