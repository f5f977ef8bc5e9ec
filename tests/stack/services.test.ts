// Auth, storage and CORS, as an app meets them.
import assert from "node:assert/strict";
import { eventually, PASSWORD, project, startTestStack } from "../support/stack.ts";
import { readProcesses } from "../../stack/child.ts";

Deno.test("services", async (t) => {
  const folder = await project({
    "migrations/00000000_storage.sql": `
      insert into storage.buckets (id, name, public) values ('pictures', 'pictures', true);
      create policy objects_all_own on storage.objects for all to authenticated
        using (starts_with(name, (select auth.uid())::text || '/'));`,
    "functions/echo/index.ts": `export default { fetch: () => Response.json("hi") };`,
  });
  await using stack = await startTestStack({ project: folder });
  const ola = await stack.signUp("ola");
  const credentials = { email: "ola@example.com", password: PASSWORD };

  await t.step("auth: someone signs up and is who they say", async () => {
    const { data } = await ola.auth.getUser();
    assert.equal(data.user?.email, "ola@example.com");
    const [row] = await stack.sql`
      select u.id, i.email, u.raw_user_meta_data ->> 'email' as in_metadata
      from auth.users u join auth.identities i on i.user_id = u.id`;
    assert.deepEqual(row, {
      id: data.user?.id,
      email: "ola@example.com",
      in_metadata: "ola@example.com",
    });
  });
  await t.step("auth: a taken address, a short and a wrong password are refused", async () => {
    const taken = await stack.anon.auth.signUp(credentials);
    assert.equal(taken.error?.code, "user_already_exists");
    const short = await stack.anon.auth.signUp({ email: "kim@example.com", password: "short" });
    assert.equal(short.error?.code, "weak_password");
    const wrong = await stack.anon.auth.signInWithPassword({
      ...credentials,
      password: "wrong one",
    });
    assert.equal(wrong.error?.code, "invalid_credentials");
    const unknown = await stack.anon.auth.signInWithPassword({
      ...credentials,
      email: "no@example.com",
    });
    assert.equal(unknown.error?.code, "invalid_credentials");
  });
  await t.step("auth: a session is refreshed, and ends with sign-out", async () => {
    await stack.signUp("rea");
    const rea = { ...credentials, email: "rea@example.com" };
    const { data } = await stack.anon.auth.signInWithPassword(rea);
    const old = data.session!.refresh_token;
    const refreshed = await stack.anon.auth.refreshSession();
    assert.notEqual(refreshed.data.session?.refresh_token, old);
    assert.equal((await stack.anon.auth.getUser()).data.user?.email, "rea@example.com");
    const last = refreshed.data.session!.refresh_token;
    assert.equal((await stack.anon.auth.signOut()).error, null);
    const again = await stack.anon.auth.refreshSession({ refresh_token: last });
    assert.ok(again.error);
  });
  await t.step("auth: a one-time code arrives in the mail log and signs in", async () => {
    const { error } = await stack.anon.auth.signInWithOtp({ email: "ola@example.com" });
    assert.equal(error, null);
    const mail = await eventually(() => Deno.readTextFile(`${stack.data.logs}/mail.log`));
    assert.match(mail, /^To: ola@example\.com$/m);
    assert.ok(mail.includes(`${stack.url}/auth/v1/verify?`), "the link leads to this stack");
    const token = /\b\d{6}\b/.exec(mail.slice(mail.indexOf("Subject")))![0];
    const signedIn = await stack.anon.auth.verifyOtp({
      email: "ola@example.com",
      token,
      type: "email",
    });
    assert.equal(signedIn.data.user?.email, "ola@example.com");
    await stack.anon.auth.signOut({ scope: "local" });
  });

  await t.step("storage: the secret key makes a bucket, a person cannot", async () => {
    assert.equal((await stack.service.storage.createBucket("papers")).error, null);
    const { data } = await stack.service.storage.listBuckets();
    assert.deepEqual(data!.map(({ id }) => id).sort(), ["papers", "pictures"]);
    assert.ok((await ola.storage.createBucket("mine")).error);
    assert.ok((await stack.anon.storage.createBucket("mine")).error);
  });

  const own = (await ola.auth.getUser()).data.user!.id;
  const file = `${own}/nested/kase.txt`;
  await t.step(
    "storage: a person keeps, reads, lists, shares and removes their objects",
    async () => {
      const papers = ola.storage.from("papers");
      const upload = await papers.upload(file, "one", { contentType: "text/plain" });
      assert.equal(upload.error, null);
      assert.ok((await papers.upload(file, "two")).error, "no silent overwrite");
      await papers.upload(file, "three", { upsert: true, contentType: "text/plain" });
      const { data: blob } = await papers.download(file);
      assert.deepEqual([await blob!.text(), blob!.type], ["three", "text/plain"]);
      const { data: listed } = await papers.list(`${own}/nested`);
      assert.deepEqual(listed!.map(({ name }) => name), ["kase.txt"]);
      const { data: folders } = await papers.list(own);
      assert.deepEqual(folders!.map(({ name, id }) => [name, id]), [["nested", null]]);
      assert.deepEqual((await papers.list(own, { search: "other" })).data, []);

      const { data: signed } = await papers.createSignedUrl(file, 60);
      assert.equal(await (await fetch(signed!.signedUrl)).text(), "three");
      const tampered = await fetch(signed!.signedUrl.slice(0, -3));
      await tampered.body?.cancel();
      assert.equal(tampered.ok, false);

      const { data: several } = await papers.createSignedUrls([file, `${own}/absent`], 60);
      assert.equal(await (await fetch(several![0]!.signedUrl!)).text(), "three");
      assert.ok(several![1]!.error);

      const { data: ticket } = await papers.createSignedUploadUrl(`${own}/later.txt`);
      const later = stack.anon.storage.from("papers");
      assert.equal(
        (await later.uploadToSignedUrl(ticket!.path, ticket!.token, "four")).error,
        null,
      );
      assert.equal(await (await papers.download(ticket!.path)).data!.text(), "four");

      assert.equal((await papers.remove([file])).data?.length, 1);
      assert.ok((await papers.download(file)).error);
    },
  );
  await t.step("storage: strangers neither read nor write", async () => {
    await ola.storage.from("papers").upload(file, "secret");
    const vic = await stack.signUp("vic");
    for (const client of [vic, stack.anon]) {
      const papers = client.storage.from("papers");
      assert.ok((await papers.download(file)).error);
      assert.ok((await papers.upload(file, "x", { upsert: true })).error);
      assert.ok((await papers.createSignedUrl(file, 60)).error);
      assert.deepEqual((await papers.remove([file])).data ?? [], []);
      assert.deepEqual((await papers.list(own)).data ?? [], []);
    }
    assert.equal(await (await ola.storage.from("papers").download(file)).data!.text(), "secret");
  });
  await t.step("storage: a public bucket is read without a key", async () => {
    await ola.storage.from("pictures").upload(`${own}/a.png`, "png", { contentType: "image/png" });
    const { data } = stack.anon.storage.from("pictures").getPublicUrl(`${own}/a.png`);
    const response = await fetch(data.publicUrl);
    assert.deepEqual(
      [await response.text(), response.headers.get("content-type")],
      ["png", "image/png"],
    );
    const closed = await stack.fetch(`/storage/v1/object/public/papers/${file}`);
    await closed.body?.cancel();
    assert.equal(closed.ok, false);
  });
  await t.step("storage: no object key reaches a file outside the folder", async () => {
    const before = [...Deno.readDirSync(stack.data.path)].map(({ name }) => name).sort();
    for (
      const key of [
        "../../keys.json",
        "..%2f..%2fkeys.json",
        "%2e%2e/%2e%2e/keys.json",
        "/etc/passwd",
      ]
    ) {
      const path = `/storage/v1/object/papers/${key}`;
      const headers = { apikey: stack.secretKey, "content-type": "text/plain", "x-upsert": "true" };
      await (await stack.fetch(path, { method: "POST", headers, body: "x" })).body?.cancel();
      const text = await (await stack.fetch(path, { headers })).text();
      assert.doesNotMatch(text, /jwtSecret|root:/);
    }
    assert.deepEqual([...Deno.readDirSync(stack.data.path)].map(({ name }) => name).sort(), before);
    assert.ok(JSON.parse(await Deno.readTextFile(stack.data.keys)).jwtSecret);
  });

  await t.step("CORS: a browser on another origin may call every service", async () => {
    const origin = "https://app.example.com";
    for (
      const path of ["/rest/v1/x", "/auth/v1/token", "/storage/v1/bucket", "/functions/v1/echo"]
    ) {
      const preflight = await stack.fetch(path, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "PATCH",
          "access-control-request-headers": "apikey,authorization,x-client-info,prefer",
        },
      });
      assert.equal(preflight.status, 204, path);
      const allowed = (name: string) => preflight.headers.get(`access-control-allow-${name}`) ?? "";
      assert.equal(allowed("origin"), origin);
      assert.match(allowed("methods"), /PATCH/);
      assert.match(allowed("headers"), /authorization/);
      // A refusal must be readable too, or the app cannot say why.
      const answer = await stack.fetch(path, { headers: { origin } });
      await answer.body?.cancel();
      assert.equal(answer.headers.get("access-control-allow-origin"), origin);
      assert.match(answer.headers.get("access-control-expose-headers") ?? "", /content-range/);
    }
  });

  await t.step("the gateway says so when what stands behind it is gone", async () => {
    assert.equal((await stack.fetch("/health")).status, 200);
    const nowhere = await stack.fetch("/nothing/here");
    assert.deepEqual([nowhere.status, (await nowhere.json()).code], [404, "not_found"]);
    const { pid } = readProcesses(stack.data).find(({ name }) => name === "PostgREST")!;
    Deno.kill(pid, "SIGKILL");
    assert.equal(await stack.broken, "PostgREST");
    const gone = await stack.fetch("/rest/v1/x", { headers: { apikey: stack.publishableKey } });
    assert.deepEqual([gone.status, (await gone.json()).code], [502, "bad_gateway"]);
  });

  await Deno.remove(folder, { recursive: true });
});
