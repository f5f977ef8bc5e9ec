// What Supabase itself provides and the stack stands in for: it behaves as documented upstream.
import assert from "node:assert/strict";
import postgres from "postgres";
import { untilNext } from "../../stack/scheduler.ts";
import { eventually, project, startTestStack } from "../support/stack.ts";

Deno.test("a cron schedule says how long to wait", () => {
  const wait = (schedule: string, now: string) => untilNext(schedule, new Date(now)) / 1000;
  assert.equal(wait("* * * * *", "2026-01-01T00:00:30Z"), 30);
  assert.equal(wait("*/15 * * * *", "2026-01-01T00:10:00Z"), 300);
  assert.equal(wait("0 0 * * *", "2026-01-01T23:00:00Z"), 3600);
  assert.equal(wait("30 12 29 2 *", "2027-03-01T12:30:00Z"), 365 * 86_400);
  assert.equal(wait("0 9 * * 1", "2026-01-02T09:00:00Z"), 3 * 86_400, "the Monday after a Friday");
  assert.equal(wait("10 seconds", "2026-01-01T00:00:00Z"), 10);
  assert.equal(wait("1 second", "2026-01-01T00:00:00Z"), 1);
  assert.equal(wait("59 seconds", "2026-01-01T00:00:00Z"), 59);
  for (const wrong of ["", "60 seconds", "0 seconds", "* * * *", "* * * * * *", "61 * * * *"]) {
    assert.throws(() => untilNext(wrong), Error, wrong);
  }
});

Deno.test("platform", async (t) => {
  const folder = await project({
    "migrations/00000000_extensions.sql":
      "create extension pg_cron; create extension pg_net; create table public.runs (job text, at timestamptz default clock_timestamp());",
  });
  await using stack = await startTestStack({ project: folder });
  const { sql } = stack;

  /** Fails as Postgres refuses it, with this SQLSTATE. */
  const refused = (statement: PromiseLike<unknown>, code: string) =>
    assert.rejects(Promise.resolve(statement), (error: postgres.PostgresError) => {
      assert.equal(error.code, code, error.message);
      return true;
    });
  /** Runs statements as an API role, with these claims. */
  const as = (role: string, statement: string, claims: object = { role }) =>
    sql.begin(async (sql) => {
      await sql`select set_config('role', ${role}, true),
                       set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)`;
      return await sql.unsafe(statement);
    });

  await t.step("cron: schedule returns an id, and the same name replaces the job", async () => {
    const [first] = await sql`select cron.schedule('nightly', '0 3 * * *', 'select 1') as id`;
    const [again] = await sql`select cron.schedule('nightly', '0 4 * * *', 'select 2') as id`;
    assert.equal(first!.id, again!.id);
    const [job] = await sql`select * from cron.job where jobname = 'nightly'`;
    assert.deepEqual(
      [job!.schedule, job!.command, job!.active, job!.database, job!.username],
      ["0 4 * * *", "select 2", true, "postgres", "postgres"],
    );
    await sql`select cron.alter_job(${job!.jobid}, schedule => '5 seconds', active => false)`;
    const [altered] = await sql`select * from cron.job where jobid = ${job!.jobid}`;
    assert.deepEqual(
      [altered!.schedule, altered!.command, altered!.active],
      ["5 seconds", "select 2", false],
    );
    const [removed] = await sql`select cron.unschedule('nightly') as done`;
    assert.equal(removed!.done, true);
    await refused(sql`select cron.unschedule('nightly')`, "P0001");
    for (const wrong of ["whenever", "", "60 seconds", "* * * *", "61 * * * *", "* * 0 * *"]) {
      await refused(sql`select cron.schedule(${wrong}, 'select 1')`, "22023");
    }
    for (const right of ["@daily", "59 seconds", "*/5 1,2-3 $ jan-dec mon", " 0 0 1 1 7 "]) {
      await sql`select cron.schedule('right', ${right}, 'select 1')`;
      assert.ok(untilNext(right) > 0, right);
    }
    await sql`select cron.unschedule('right')`;
  });

  await t.step(
    "cron: jobs run and are recorded, a failing one too, and none beside itself",
    async () => {
      // Three starts of the slow job would overlap if it ever ran beside itself.
      await sql`select cron.schedule('quick', '1 second', $$insert into public.runs values ('quick')$$)`;
      await sql`select cron.schedule('two', '1 second', 'select 1; select 2')`;
      await sql`select cron.schedule('wrong', '1 second', 'select 1 / 0')`;
      await sql`select cron.schedule('slow', '1 second', 'select pg_sleep(1.5)')`;
      await sql`select cron.schedule('invalid', '1 second', 'select 1')`;
      await sql`select cron.alter_job(jobid, active => false) from cron.job where jobname = 'invalid'`;
      const runs = await eventually(async () => {
        const rows = await sql`
        select jobname, d.* from cron.job_run_details d join cron.job using (jobid)
        where end_time is not null order by runid`;
        const count = (name: string) => rows.filter(({ jobname }) => jobname === name).length;
        return count("quick") >= 2 && count("two") >= 1 && count("wrong") >= 1 &&
          count("slow") >= 2 && rows;
      });
      const of = (name: string) => runs.filter(({ jobname }) => jobname === name);
      assert.deepEqual(
        [of("quick")[0]!.status, of("quick")[0]!.return_message],
        ["succeeded", "INSERT 0 1"],
      );
      assert.deepEqual(
        [of("wrong")[0]!.status, of("wrong")[0]!.return_message],
        ["failed", "ERROR: division by zero"],
      );
      assert.equal(of("two")[0]!.return_message, "SELECT 1");
      assert.ok(of("slow")[0]!.end_time <= of("slow")[1]!.start_time);
      assert.equal(of("invalid").length, 0);
      const [{ count }] = await sql<[{ count: number }]>`select count(*)::int from public.runs`;
      assert.ok(count >= 2);
      await sql`select cron.unschedule(jobid) from cron.job`;
    },
  );

  await t.step("cron: the API roles have no access", async () => {
    for (const role of ["anon", "authenticated", "service_role"]) {
      await refused(as(role, "select * from cron.job"), "42501");
      await refused(as(role, "select cron.schedule('* * * * *', 'select 1')"), "42501");
    }
  });

  await t.step("net: requests leave at commit and their answers are kept", async (t) => {
    const received: { method: string; path: string; headers: Headers; body: string }[] = [];
    const never = Promise.withResolvers<void>();
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      async (request) => {
        const { pathname, search } = new URL(request.url);
        const { method, headers } = request;
        received.push({ method, path: pathname + search, headers, body: await request.text() });
        if (pathname === "/never") await never.promise;
        return Response.json({ heard: method }, { status: 201, headers: { "x-own": "1" } });
      },
    );
    const url = `http://127.0.0.1:${server.addr.port}`;
    const answer = (id: string) =>
      eventually(async () => (await sql`select * from net._http_response where id = ${id}`)[0]);
    const id = async (statement: postgres.PendingQuery<postgres.Row[]>) =>
      (await statement)[0]!.id as string;

    await t.step("get, with parameters percent-encoded", async () => {
      const params = { "a b": "ä&=?/", plain: "x.y~z-_" };
      const request = await id(
        sql`select net.http_get(${url + "/hook"}, ${sql.json(params)}, '{"x-a":"1"}') as id`,
      );
      const response = await answer(request);
      assert.deepEqual(
        [response.status_code, response.timed_out, JSON.parse(response.content).heard],
        [201, false, "GET"],
      );
      assert.match(response.content_type, /^application\/json/);
      assert.equal(response.headers["x-own"], "1");
      const { path, headers } = received.pop()!;
      assert.equal(path, "/hook?a%20b=%C3%A4%26%3D%3F%2F&plain=x.y~z-_");
      assert.equal(headers.get("x-a"), "1");
    });
    await t.step("post and delete", async () => {
      await answer(await id(sql`select net.http_post(${url}, '{"a": [1, "ä"]}') as id`));
      const posted = received.pop()!;
      assert.deepEqual([posted.method, JSON.parse(posted.body)], ["POST", { a: [1, "ä"] }]);
      assert.equal(posted.headers.get("content-type"), "application/json");
      await answer(await id(sql`select net.http_delete(${url + "/a?b=1"}, '{"c":"2"}') as id`));
      const deleted = received.pop()!;
      assert.deepEqual([deleted.method, deleted.path], ["DELETE", "/a?b=1&c=2"]);
    });
    await t.step("nothing is sent before commit, nor after a rollback", async () => {
      await sql.begin(async (sql) => {
        await sql`select net.http_get(${url + "/rolled-back"})`;
        throw new Error("no");
      }).catch(() => {});
      const request = await sql.begin(async (transaction) => {
        const [{ id }] = await transaction<[{ id: string }]>`
          select net.http_get(${url + "/committed"}) as id`;
        // Another request goes out and comes back meanwhile.
        const [other] = await sql`select net.http_get(${url + "/other"}) as id`;
        await answer(other!.id);
        assert.deepEqual(received.map(({ path }) => path), ["/other"]);
        return id;
      });
      await answer(request);
      assert.deepEqual(received.map(({ path }) => path), ["/other", "/committed"]);
    });
    await t.step("a silent server and an unreachable one leave a row that says so", async () => {
      const late = await answer(
        await id(
          sql`select net.http_get(${url + "/never"}, timeout_milliseconds => 100) as id`,
        ),
      );
      assert.deepEqual([late.timed_out, late.status_code], [true, null]);
      assert.ok(late.error_msg);
      const dead = await answer(await id(sql`select net.http_get('http://127.0.0.1:1/') as id`));
      assert.deepEqual([dead.timed_out, dead.status_code], [false, null]);
      assert.ok(dead.error_msg);
      never.resolve();
    });
  });

  await t.step("vault: secrets are stored encrypted and read back in the clear", async () => {
    const [{ id }] = await sql<[{ id: string }]>`
      select vault.create_secret('opened sesame', 'door', 'Where the treasure is') as id`;
    const [kept] = await sql`select * from vault.secrets where id = ${id}`;
    assert.deepEqual([kept!.name, kept!.description], ["door", "Where the treasure is"]);
    assert.doesNotMatch(kept!.secret, /sesame/);
    const read = async () =>
      (await sql`select decrypted_secret from vault.decrypted_secrets where name = 'door'`)[0]!
        .decrypted_secret;
    assert.equal(await read(), "opened sesame");
    await sql`select vault.update_secret(${id}, 'closed')`;
    assert.equal(await read(), "closed");
    await sql`select vault.update_secret(${id}, new_name => 'door', new_description => 'x')`;
    assert.equal(await read(), "closed");
    await refused(sql`select vault.create_secret('again', 'door')`, "23505");
    for (const role of ["anon", "authenticated"]) {
      await refused(as(role, "select * from vault.decrypted_secrets"), "42501");
      await refused(as(role, "select * from vault.secrets"), "42501");
      await refused(as(role, "select vault.create_secret('x')"), "42501");
    }
    await refused(sql`select * from vault.root_key`, "42501");
    const rows = await as(
      "service_role",
      "select decrypted_secret from vault.decrypted_secrets where name = 'door'",
    );
    assert.equal(rows[0]!.decrypted_secret, "closed");
  });

  await t.step(
    "realtime: send stores a message; one that cannot be stored only warns",
    async () => {
      await sql`select realtime.send('{"n": 1}', 'changed', 'room:1', false)`;
      const [message] = await sql`select * from realtime.messages`;
      assert.deepEqual(
        [message!.payload, message!.event, message!.topic, message!.private, message!.extension],
        [{ n: 1 }, "changed", "room:1", false, "broadcast"],
      );
      const notices: postgres.Notice[] = [];
      const warned = postgres(stack.databaseUrl, {
        max: 1,
        onnotice: (notice) => notices.push(notice),
      });
      await warned`select realtime.send('{}', 'changed', null)`;
      await warned.end();
      assert.match(notices[0]!.message!, /ErrorSendingBroadcastMessage/);
      assert.equal((await sql`select 1 from realtime.messages`).length, 1);
      assert.equal((await as("authenticated", "select 1 from realtime.messages")).length, 0);
    },
  );

  await t.step("auth: the helpers read the claims that the Data API sets", async () => {
    const sub = crypto.randomUUID();
    const helpers = "select auth.uid(), auth.role(), auth.email(), auth.jwt()";
    const claims = { sub, role: "authenticated", email: "ola@example.com" };
    const [row] = await as("authenticated", helpers, claims);
    assert.deepEqual({ ...row }, { uid: sub, role: claims.role, email: claims.email, jwt: claims });
    const [nobody] = await sql.unsafe(helpers);
    assert.deepEqual({ ...nobody }, { uid: null, role: null, email: null, jwt: null });
  });

  await t.step("roles: postgres owns public and is no superuser", async () => {
    const [role] = await sql`
      select rolsuper, nspowner::regrole::text as owner
      from pg_roles, pg_namespace where rolname = current_user and nspname = 'public'`;
    assert.deepEqual({ ...role }, { rolsuper: false, owner: "postgres" });
    // Policies on these are the only way to say who may use them.
    await sql`create policy objects_own on storage.objects for select to authenticated using (true)`;
    await sql`create policy messages_own on realtime.messages for select to authenticated using (true)`;
    await refused(sql`alter role postgres superuser`, "42501");
    await refused(sql`copy public.runs to program 'true'`, "42501");
    await refused(sql`set role supabase_admin`, "42501");
  });

  await t.step(
    "a new table is closed to the API, and known to it as soon as it is granted",
    async () => {
      await sql`create table public.fresh (id int primary key)`;
      const ask = async (client: string) => {
        const response = await stack.fetch("/rest/v1/fresh", { headers: { apikey: client } });
        await response.body?.cancel();
        return response.status;
      };
      await eventually(async () => await ask(stack.publishableKey) === 401);
      assert.equal(await ask(stack.secretKey), 403);
      for (const role of ["anon", "authenticated", "service_role"]) {
        await refused(as(role, "select * from public.fresh"), "42501");
        await refused(as(role, "insert into public.fresh values (1)"), "42501");
      }
      await sql`grant select on public.fresh to anon`;
      await eventually(async () => await ask(stack.publishableKey) === 200);
      await sql`drop table public.fresh`;
      await eventually(async () => await ask(stack.publishableKey) === 404);
    },
  );

  await Deno.remove(folder, { recursive: true });
});
