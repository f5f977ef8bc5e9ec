// Who is let in: tokens and API keys, at the gateway and at what stands behind it.
import assert from "node:assert/strict";
import { type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { repository } from "../../stack/packages.ts";
import { keysOf } from "../../stack/data_folder.ts";
import { project, startTestStack, type TestStack } from "../support/stack.ts";

const shared = `${repository}/supabase/functions/_shared/app.ts`;
const files = {
  "migrations/00000000_notes.sql": `
    create table public.notes (id int primary key, secret boolean not null);
    insert into public.notes values (1, false), (2, true);
    alter table public.notes enable row level security;
    grant select on public.notes to anon, authenticated, service_role;
    create policy notes_select on public.notes for select to anon, authenticated using (not secret);
    create function public.role_and_claims() returns jsonb language sql stable as
      $$ select auth.jwt() || jsonb_build_object('current_role', current_user) $$;`,
  "functions/whoami/index.ts": `
    import { functionApp } from ${JSON.stringify(`file://${shared}`)};
    const app = functionApp("whoami");
    app.get("/", (c) => c.json({ sub: c.get("caller").sub }));
    export default { fetch: app.fetch };`,
  "functions/echo/index.ts": `
    export default { fetch: async (request) => Response.json({
      method: request.method, url: request.url, headers: Object.fromEntries(request.headers),
      body: await request.text() }, { status: 203, headers: { "x-own": "kept" } }) };`,
  "functions/broken/index.ts": `throw new Error("on purpose");`,
  "functions/failing/index.ts": `export default { fetch() { throw new Error("on purpose"); } };`,
};

const person = { sub: crypto.randomUUID(), role: "authenticated", aud: "authenticated" };

/** Tokens nobody may enter with, by what is wrong with them. */
async function badTokens(secret: string): Promise<Record<string, string>> {
  const sign = (
    claims: JWTPayload,
    options: { key?: string; expires?: string; alg?: string } = {},
  ) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: options.alg ?? "HS256", typ: "JWT" })
      .setExpirationTime(options.expires ?? "1h")
      .sign(new TextEncoder().encode(options.key ?? secret));
  const good = await sign(person);
  const [header, payload, signature] = good.split(".") as [string, string, string];
  const promoted = btoa(JSON.stringify({ ...person, role: "service_role", exp: 9999999999 }));
  return {
    "signed with another secret": await sign(person, { key: "x".repeat(64) }),
    "expired": await sign(person, { expires: "-1h" }),
    "for another audience": await sign({ ...person, aud: "elsewhere" }),
    "alg none": new UnsecuredJWT(person).setExpirationTime("1h").encode(),
    "alg none, once signed": `${
      btoa('{"alg":"none","typ":"JWT"}').replaceAll("=", "")
    }.${payload}.`,
    "payload replaced": `${header}.${promoted.replaceAll("=", "")}.${signature}`,
    "signature cut off": `${header}.${payload}.`,
    "garbage": "not.a.token",
    "an unknown key": "sb_secret_0000000000000000000000_00000000",
  };
}

/** Tokens that carry a good signature but name nobody; PostgREST itself would take them. */
async function namelessTokens(secret: string): Promise<Record<string, string>> {
  const key = new TextEncoder().encode(secret);
  const { sub: _, ...nobody } = person;
  return {
    "without sub": await new SignJWT(nobody)
      .setProtectedHeader({ alg: "HS256" }).setExpirationTime("1h").sign(key),
    "without expiry": await new SignJWT(person).setProtectedHeader({ alg: "HS256" }).sign(key),
    "without audience": await new SignJWT({ ...person, aud: undefined })
      .setProtectedHeader({ alg: "HS256" }).setExpirationTime("1h").sign(key),
  };
}

Deno.test("tokens and keys", async (t) => {
  const folder = await project(files);
  await using stack: TestStack = await startTestStack({ project: folder });
  const { publishableKey: publishable, secretKey: secret } = stack;
  const { jwtSecret } = await keysOf(stack.data);
  const bad = await badTokens(jwtSecret);
  const nameless = await namelessTokens(jwtSecret);
  const ola = await stack.signUp("ola");
  const { session } = (await ola.auth.getSession()).data;
  const token = session!.access_token;

  /** Status of a request with these headers; the body is read and dropped. */
  const status = async (url: string, headers: Record<string, string>): Promise<number> => {
    const response = await fetch(url, { headers });
    await response.body?.cancel();
    return response.status;
  };
  /** Role and ids of notes that a request with these headers acts as and sees. */
  const seen = async (headers: Record<string, string>): Promise<[string, number]> => {
    const [claims, notes] = await Promise.all(
      ["rpc/role_and_claims", "notes"].map(async (path) =>
        (await stack.fetch(`/rest/v1/${path}`, { headers })).json()
      ),
    );
    return [claims.current_role, notes.length];
  };

  for (
    const [place, path] of Object.entries({
      "the Data API": "/rest/v1/notes",
      auth: "/auth/v1/user",
      "an edge function": "/functions/v1/whoami",
      storage: "/storage/v1/bucket",
    })
  ) {
    await t.step(`the gateway lets a good token through to ${place}`, async () => {
      const headers = { apikey: publishable, authorization: `Bearer ${token}` };
      assert.equal(await status(stack.url + path, headers), 200);
    });
    await t.step(`the gateway refuses bad tokens before ${place}`, async () => {
      for (const [wrong, token] of Object.entries({ ...bad, ...nameless })) {
        const headers = { apikey: publishable, authorization: `Bearer ${token}` };
        assert.equal(await status(stack.url + path, headers), 401, wrong);
      }
    });
  }

  await t.step("PostgREST itself refuses bad tokens", async () => {
    const { rest } = stack.parts;
    const url = `${rest}/notes`;
    assert.equal(await status(url, { authorization: `Bearer ${token}` }), 200);
    for (const [wrong, token] of Object.entries(bad)) {
      assert.equal(await status(url, { authorization: `Bearer ${token}` }), 401, wrong);
    }
  });

  await t.step("a function itself refuses bad tokens", async () => {
    const url = `${stack.parts.functions}/whoami`;
    assert.equal(await status(url, { authorization: `Bearer ${token}` }), 200);
    assert.equal(await status(url, {}), 401);
    for (const [wrong, token] of Object.entries({ ...bad, ...nameless })) {
      assert.equal(await status(url, { authorization: `Bearer ${token}` }), 401, wrong);
    }
  });

  await t.step("the publishable key is anon, wherever it is sent", async () => {
    assert.deepEqual(await seen({ apikey: publishable }), ["anon", 1]);
    assert.deepEqual(await seen({ authorization: `Bearer ${publishable}` }), ["anon", 1]);
    assert.deepEqual(
      await seen({ apikey: publishable, authorization: `Bearer ${publishable}` }),
      ["anon", 1],
    );
    assert.equal(await status(`${stack.url}/rest/v1/notes?apikey=${publishable}`, {}), 200);
  });

  await t.step("a person's token makes them authenticated", async () => {
    const headers = { apikey: publishable, authorization: `Bearer ${token}` };
    assert.deepEqual(await seen(headers), ["authenticated", 1]);
    assert.deepEqual(await seen({ ...headers, apikey: secret }), ["authenticated", 1]);
  });

  await t.step("the secret key is the service role and sees past RLS", async () => {
    assert.deepEqual(await seen({ apikey: secret }), ["service_role", 2]);
    assert.deepEqual(await seen({ authorization: `Bearer ${secret}` }), ["service_role", 2]);
  });

  await t.step("no key, an unknown key and two different keys are refused", async () => {
    const url = `${stack.url}/rest/v1/notes`;
    assert.equal(await status(url, {}), 401);
    assert.equal(await status(url, { authorization: "Basic b2xhOm9sYQ==" }), 401);
    assert.equal(await status(url, { authorization: `Bearer ${token}` }), 401);
    assert.equal(await status(url, { apikey: "sb_publishable_unknown" }), 401);
    assert.equal(await status(url, { apikey: "" }), 401);
    const both = { apikey: publishable, authorization: `Bearer ${secret}` };
    assert.equal(await status(url, both), 401);
    assert.equal(await status(`${stack.url}/auth/v1/user`, { authorization: `Bearer x` }), 401);
    assert.equal(await status(`${stack.url}/auth/v1/settings`, {}), 401);
  });

  await t.step("a secret key from a browser is refused everywhere", async () => {
    const browsers: Record<string, string>[] = [
      { origin: "https://app.example.com" },
      { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" },
    ];
    for (
      const path of ["/rest/v1/notes", "/auth/v1/user", "/storage/v1/bucket", "/functions/v1/echo"]
    ) {
      for (const browser of browsers) {
        assert.equal(await status(stack.url + path, { apikey: secret, ...browser }), 401, path);
        const bearer = { authorization: `Bearer ${secret}`, ...browser };
        assert.equal(await status(stack.url + path, bearer), 401, path);
      }
    }
    assert.equal(await status(`${stack.url}/rest/v1/notes?apikey=${secret}`, browsers[0]!), 401);
  });

  await t.step(
    "a function needs a token or the secret key, unless config.toml opens it",
    async () => {
      const url = `${stack.url}/functions/v1/echo`;
      assert.equal(await status(url, {}), 401);
      assert.equal(await status(url, { apikey: publishable }), 401);
      assert.equal(await status(url, { apikey: secret }), 203);
      assert.equal(await status(url, { authorization: `Bearer ${token}` }), 203);
    },
  );

  await t.step(
    "a function gets the request as it was sent, and its answer comes back whole",
    async () => {
      const response = await stack.fetch("/functions/v1/echo/a%20b/c?x=1&x=2", {
        method: "PATCH",
        headers: { authorization: `Bearer ${token}`, "idempotency-key": "k1" },
        body: "käse",
      });
      assert.equal(response.status, 203);
      assert.equal(response.headers.get("x-own"), "kept");
      const { method, url, headers, body } = await response.json();
      assert.equal(new URL(url).pathname + new URL(url).search, "/echo/a%20b/c?x=1&x=2");
      assert.deepEqual(
        [method, headers.authorization, headers["idempotency-key"], body],
        ["PATCH", `Bearer ${token}`, "k1", "käse"],
      );
    },
  );

  await t.step("a function that cannot be loaded or throws answers with a problem", async () => {
    const call = async (name: string) => {
      const headers = { authorization: `Bearer ${token}` };
      const response = await stack.fetch(`/functions/v1/${name}`, { headers });
      return [response.status, (await response.json()).code];
    };
    assert.deepEqual(stack.brokenFunctions, ["broken"]);
    assert.deepEqual(await call("broken"), [503, "boot_error"]);
    assert.deepEqual(await call("failing"), [500, "internal_error"]);
    assert.deepEqual(await call("absent"), [404, "function_not_found"]);
  });

  await t.step("a path cannot leave its function or service", async () => {
    const raw = async (path: string) => {
      // fetch would tidy the path up; a bare connection sends it as it stands.
      const { hostname, port } = new URL(stack.url);
      using connection = await Deno.connect({ hostname, port: Number(port) });
      const request = `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`;
      await connection.write(new TextEncoder().encode(request));
      return Number((await new Response(connection.readable).text()).split(" ")[1]);
    };
    assert.equal(await raw("/functions/v1/open/../echo"), 401);
    assert.equal(await raw("/functions/v1/open/%2e%2e/echo"), 401);
    assert.equal(await raw("/health/../rest/v1/notes"), 401);
    assert.equal(await raw("/rest/v1/../../../etc/passwd"), 404);
  });

  await Deno.remove(folder, { recursive: true });
});
