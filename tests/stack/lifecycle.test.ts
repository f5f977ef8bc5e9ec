// Starting and stopping, as a person at the terminal does, and what may go wrong with it.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { isRunning, type Process, readProcesses } from "../../stack/child.ts";
import { dataFolder } from "../../stack/data_folder.ts";
import { repository } from "../../stack/packages.ts";
import { eventually, project } from "../support/stack.ts";

const files = {
  "migrations/00000000_people.sql": "create table public.people (name text);",
  "seed.sql": "-- Password of every demo user: password\ninsert into public.people values ('ola');",
  "functions/hello/index.ts": `export default { fetch: () => Response.json("hello") };`,
};

/** The command line of the stack on one project and one data folder. */
async function terminal(contents: Record<string, string> = files) {
  const workdir = await project(contents);
  const data = join(workdir, ".polity");
  const folder = dataFolder(data);
  const run = (command: string, ...args: string[]) => {
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "stack/main.ts", command, "--workdir", workdir, ...args],
      cwd: repository,
      env: { TMPDIR: join(workdir, "tmp") },
      detached: true, // a process group of its own, as at a terminal
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const output = process.output().then(({ code, stdout, stderr }) => {
      const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
      return { code, out: out!, err: err! };
    });
    return {
      process,
      output,
      kill: (signal: Deno.Signal) => process.kill(signal),
      /** Reaches the children as well. */
      ctrlC: () => Deno.kill(-process.pid, "SIGINT"),
    };
  };
  await Deno.mkdir(join(workdir, "tmp"));
  return {
    workdir,
    data,
    folder,
    run,
    /** Runs a command to its end. */
    async ends(command: string, ...args: string[]) {
      return await run(command, ...args).output;
    },
    /** Starts a stack and waits until it answers; fails with what it printed if it ends before. */
    async start(...args: string[]) {
      const started = run("start", "--port", "0", ...args);
      let ended: string | null = null;
      started.output.then(({ out, err }) => ended = `${out}${err}`);
      await eventually(() => {
        assert.equal(ended, null, ended ?? "");
        // A killed stack leaves its `env` file until the next one begins.
        const own = readProcesses(folder)[0]?.pid === started.process.pid;
        return Promise.resolve(own && existsSync(folder.env));
      });
      const env = Object.fromEntries(
        (await Deno.readTextFile(folder.env)).trim().split("\n").map((line) => line.split(/=(.*)/)),
      ) as Record<string, string>;
      return { ...started, env, processes: readProcesses(folder) };
    },
    /** A file of the project. */
    write: (name: string, text: string) =>
      Deno.writeTextFile(join(workdir, "supabase", name), text),
    [Symbol.asyncDispose]: () => Deno.remove(workdir, { recursive: true }),
  };
}

/** Names in public.people. */
async function people(url: string): Promise<string[]> {
  const sql = postgres(url, { max: 1 });
  const rows = await sql`select name from public.people order by name`;
  await sql.end();
  return rows.map(({ name }) => name);
}

const alive = (processes: Process[]) => processes.filter(({ pid }) => isRunning(pid));
const line = (text: string) => text.trim().split("\n");

Deno.test("a stack prints its addresses, answers, and Ctrl-C ends all of it", async () => {
  await using home = await terminal();
  const { env, processes, ctrlC, output } = await home.start();
  assert.deepEqual(
    processes.map(({ name }) => name).sort(),
    ["Edge functions", "PostgREST", "Postgres", "Stack"],
  );
  const headers = { apikey: env.SUPABASE_SECRET_KEY! };
  const hello = await fetch(`${env.SUPABASE_URL}/functions/v1/hello`, { headers });
  assert.equal(await hello.json(), "hello");
  assert.deepEqual(await people(env.DATABASE_URL!), ["ola"]);
  const status = await home.ends("status");
  assert.deepEqual([status.code, status.out.includes(env.SUPABASE_SECRET_KEY!)], [0, true]);

  const second = await home.ends("start", "--port", "0");
  assert.deepEqual([second.code, line(second.err).length], [1, 1]);
  assert.match(second.err, /already runs on .*npm run stop/);
  assert.equal(existsSync(home.folder.env), true, "the first one is left alone");

  ctrlC();
  const { code, out, err } = await output;
  assert.deepEqual([code, err], [0, ""]);
  for (const value of Object.values(env)) assert.ok(out.includes(value), value);
  assert.match(out, /mail\.log/);
  assert.doesNotMatch(out, /EXPERIMENTAL/);
  assert.deepEqual(alive(processes), []);
  assert.equal(existsSync(home.folder.env), false);
  assert.equal((await home.ends("status")).code, 1);
});

Deno.test("whatever was killed, the next start works and the data is there", async () => {
  await using home = await terminal();
  const first = await home.start("--no-seed");
  const sql = postgres(first.env.DATABASE_URL!, { max: 1 });
  await sql`insert into public.people values ('kim')`;
  await sql.end();

  // The stack itself: its children go on without it.
  first.kill("SIGKILL");
  await first.output;
  assert.equal(alive(first.processes).length, 3);
  const second = await home.start();
  assert.deepEqual(alive(first.processes), [], "the next start ended them");
  assert.deepEqual(await people(second.env.DATABASE_URL!), ["kim"], "and loaded no seed");
  assert.equal(second.env.SUPABASE_SECRET_KEY, first.env.SUPABASE_SECRET_KEY);

  // The database: the stack notices and ends.
  Deno.kill(second.processes.find(({ name }) => name === "Postgres")!.pid, "SIGKILL");
  const broken = await second.output;
  assert.equal(broken.code, 1);
  assert.match(broken.err, /Postgres ended unexpectedly: see /);
  assert.deepEqual(alive(second.processes), []);
  assert.equal(existsSync(home.folder.env), false);

  const third = await home.start();
  assert.deepEqual(await people(third.env.DATABASE_URL!), ["kim"]);
  third.kill("SIGTERM");
  assert.equal((await third.output).code, 0);
  assert.deepEqual(alive(third.processes), []);

  // Stop ends what a killed stack left, too.
  const fourth = await home.start();
  fourth.kill("SIGKILL");
  await fourth.output;
  assert.equal((await home.ends("stop")).out.trim(), "Nothing was running.");
  assert.deepEqual(alive(fourth.processes), []);
});

Deno.test("migrations: new ones are applied, edited ones refused, failing ones tried again", async () => {
  await using home = await terminal();
  const first = await home.start();
  const stopped = await home.ends("stop");
  assert.deepEqual([stopped.code, stopped.out.trim()], [0, "Stopped."]);
  assert.equal((await first.output).code, 0);

  await home.write("migrations/00000001_kim.sql", "insert into public.people values ('kim');");
  await home.write("migrations/00000002_wrong.sql", "insert into public.nobody values (1);");
  const wrong = await home.ends("start", "--port", "0");
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /00000002_wrong\.sql[\s\S]*public\.nobody/);

  await home.write("migrations/00000001_kim.sql", "insert into public.people values ('vic');");
  const edited = await home.ends("start", "--port", "0");
  assert.deepEqual([edited.code, line(edited.err).length], [1, 1]);
  assert.match(edited.err, /00000001_kim\.sql was edited after it was applied: npm run reset/);

  await home.write("migrations/00000001_kim.sql", "insert into public.people values ('kim');");
  await home.write("migrations/00000002_wrong.sql", "insert into public.people values ('rea');");
  const third = await home.start();
  assert.deepEqual(await people(third.env.DATABASE_URL!), ["kim", "ola", "rea"]);

  const reset = await home.ends("reset");
  assert.match(reset.out, /^Stopped\. The next start begins with an empty database\./);
  assert.equal((await third.output).code, 0);
  await home.write("migrations/00000001_kim.sql", "insert into public.people values ('vic');");
  const fourth = await home.start();
  assert.deepEqual(await people(fourth.env.DATABASE_URL!), ["ola", "rea", "vic"]);
  assert.equal(fourth.env.SUPABASE_SECRET_KEY, third.env.SUPABASE_SECRET_KEY);
  fourth.kill("SIGINT");
  await fourth.output;
});

Deno.test("a first start that was cut off begins anew", async () => {
  await using home = await terminal({
    ...files,
    "migrations/00000001_slow.sql": "do $$ begin raise log 'begun'; perform pg_sleep(60); end $$;",
  });
  const cut = home.run("start", "--port", "0");
  const log = join(home.folder.logs, "postgres.log");
  await eventually(async () => (await Deno.readTextFile(log).catch(() => "")).includes("begun"));
  cut.kill("SIGKILL");
  await cut.output;
  await home.write("migrations/00000001_slow.sql", "select 1;");
  const again = await home.start();
  assert.deepEqual(await people(again.env.DATABASE_URL!), ["ola"]);
  again.kill("SIGINT");
  await again.output;
});

Deno.test("what cannot work says so in one line", async (t) => {
  await using home = await terminal();
  const refused = async (pattern: RegExp, command: string, ...args: string[]) => {
    const { code, out, err } = await home.ends(command, ...args);
    assert.deepEqual([code, out], [1, ""]);
    assert.match(line(err)[0]!, pattern);
    return line(err);
  };
  await t.step("a port in use, for the API or the database", async () => {
    using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = taken.addr;
    const lines = await refused(
      /^Port \d+ \(API\) is in use.*--port/,
      "start",
      "--port",
      `${port}`,
    );
    assert.equal(lines.length, 1);
    await refused(/^Port \d+ \(database\) is in use/, "start", "--port", `${port - 1}`);
  });
  await t.step("a data folder that cannot be written", async () => {
    const file = join(home.workdir, "file");
    await Deno.writeTextFile(file, "");
    const lines = await refused(/^Cannot write to the data folder/, "start", "--data", file);
    assert.equal(lines.length, 1);
  });
  await t.step("unknown options and commands, with the usage", async () => {
    assert.match((await refused(/--wrong/, "start", "--wrong"))[1]!, /^Usage: npm start/);
    await refused(/^--port takes a number/, "start", "--port", "x");
    await refused(/^--port takes a number/, "start", "--port", "70000");
    await refused(/^--ephemeral keeps nothing/, "start", "--ephemeral", "--data", "x");
    await refused(/^Usage/, "dance");
  });
  await t.step("a broken config.toml and a missing one", async () => {
    const config = await Deno.readTextFile(join(home.workdir, "supabase/config.toml"));
    await home.write("config.toml", config.replace("port = 54321", 'port = "x"'));
    assert.equal((await refused(/config\.toml cannot be used: api\.port: /, "start")).length, 1);
    await home.write("config.toml", "[api");
    await refused(/config\.toml cannot be used: /, "start");
    await Deno.remove(join(home.workdir, "supabase/config.toml"));
    await refused(/config\.toml cannot be used: /, "start");
  });
  await t.step("nothing to stop, to show or to reset", async () => {
    const nowhere = ["--data", join(home.workdir, "nowhere")];
    const run = async (command: string) => {
      const { code, out } = await home.ends(command, ...nowhere);
      return [code, out.trim()];
    };
    assert.deepEqual(await run("stop"), [0, "Nothing was running."]);
    assert.deepEqual(await run("status"), [1, "Not running: npm start starts it."]);
    assert.deepEqual(await run("reset"), [0, "The next start begins with an empty database."]);
    assert.equal(existsSync(nowhere[1]!), false, "asking creates nothing");
  });
});

Deno.test("--ephemeral leaves nothing behind", async () => {
  await using home = await terminal();
  const { output, kill } = home.run("start", "--ephemeral", "--port", "0");
  const temporary = join(home.workdir, "tmp");
  const folders = () =>
    [...Deno.readDirSync(temporary)].map(({ name }) => name).filter((name) =>
      !name.startsWith(".")
    );
  const data = await eventually(() => {
    const [name] = folders().filter((name) => existsSync(join(temporary, name, "env")));
    return Promise.resolve(name);
  });
  const processes = readProcesses(dataFolder(join(temporary, data)));
  assert.equal(alive(processes).length, 4);
  kill("SIGINT");
  assert.equal((await output).code, 0);
  assert.deepEqual(alive(processes), []);
  assert.deepEqual(folders(), []);
  assert.equal(existsSync(home.data), false);

  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String(taken.addr.port - 1);
  assert.equal((await home.ends("start", "--ephemeral", "--port", port)).code, 1);
  assert.deepEqual(folders(), []);
});
