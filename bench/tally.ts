// How long a million weighted ballots take to count, beside the one grouped scan that any method
// needs. The tally runs through the function; Postgres says what its own functions took of it.
import { SignJWT } from "jose";
import type postgres from "postgres";
import {
  type Group,
  type Lens,
  makeReading,
  pageRoot,
} from "../supabase/functions/_shared/voting/mod.ts";
import { quantile } from "./measure.ts";
import { startBenchStack } from "./stack.ts";

const BALLOTS = 1_000_000;
const OPTIONS = 10;
const LIMIT = 2;
const RUNS = 5;

const { url, keys, sql, stop } = await startBenchStack(1);
try {
  await sql`alter database postgres set track_functions = 'all'`;
  const { poll, founder } = await prepare(sql);
  const token = await new SignJWT({ sub: founder, role: "authenticated" })
    .setProtectedHeader({ alg: "HS256" }).setAudience("authenticated").setExpirationTime("1h")
    .sign(new TextEncoder().encode(keys.jwtSecret));
  const post = async (step: string) => {
    const response = await fetch(`${url}/functions/v1/tallies/polls/${poll}/${step}`, {
      method: "POST",
      headers: { apikey: keys.publishable, authorization: `Bearer ${token}` },
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${answer}`);
  };
  await post("close");
  await sql`select pg_stat_reset()`;
  const [, tally] = await timed(() => post("tally"));

  const inDatabase = await sql<{ name: string; calls: number; milliseconds: number }[]>`
    select funcname as name, calls::int, self_time as milliseconds
    from pg_stat_user_functions
    where self_time > 100
    order by self_time desc`;

  const [reading] = await sql`
    select r.id, r.lens_definition, r.snapshot_hash, r.ballots_root, array(
      select o.id from public.poll_options o where o.poll_id = ${poll} order by o.position
    ) as options
    from public.poll_results r where r.poll_id = ${poll} and r.lens = 'ekoh'`;
  const [pages, read] = await timed(() =>
    sql<{ nodes: Uint8Array }[]>`
      select nodes from private.receipt_pages where poll_id = ${poll} and level = 0`
  );
  const [, hash] = await timed(() => pages.map(({ nodes }) => pageRoot(nodes)));

  const count = async () => {
    const rows = await sql`select * from private.ballot_groups(${poll}, ${reading!.id})`;
    const groups: Group[] = rows.map(({ choice, weight, count }) => ({
      choice,
      weight: BigInt(weight),
      count: Number(count),
    }));
    makeReading({
      pollId: poll,
      method: "plurality",
      optionIds: reading!.options,
      groups,
      lens: reading!.lens_definition as Lens,
      snapshotHash: reading!.snapshot_hash,
      ballotsRoot: reading!.ballots_root,
      eligibleCount: BALLOTS,
      quorumBps: 0,
      expertCount: BALLOTS / 10,
      baselineWinners: [0],
    });
  };
  const weighedScan = () =>
    sql`
      select b.choice, sum(w.weight), count(*)
      from public.ballots b
      join public.ballot_weights w on w.result_id = ${reading!.id} and w.voter_tag = b.voter_tag
      where b.poll_id = ${poll}
      group by b.choice`;
  const plainScan = () =>
    sql`
      select choice, count(*) from public.ballots where poll_id = ${poll} group by choice`;
  await sql`vacuum (analyze) public.ballots, public.ballot_weights`;
  await sql`set work_mem = '128MB'`; // as ballot_groups has it
  const times: number[][] = [[], [], []];
  for (let run = 0; run < RUNS; run++) {
    for (const [index, work] of [count, weighedScan, plainScan].entries()) {
      times[index]!.push((await timed<unknown>(work))[1]);
    }
  }
  const [counting, weighed, plain] = times.map((all) => quantile(all, 0.5)) as [
    number,
    number,
    number,
  ];

  const line = (name: string, milliseconds: number, note = "") =>
    console.log(
      `  ${name.padEnd(44)}${Math.round(milliseconds).toString().padStart(8)} ms  ${note}`,
    );
  console.log(`${BALLOTS} weighted ballots, ${OPTIONS} options`);
  line(
    "counting: groups and method",
    counting,
    `limit ${LIMIT}, ratio ${(counting / weighed).toFixed(2)}`,
  );
  line("one grouped scan, ballots with weights", weighed);
  line("one grouped scan, ballots alone", plain);
  console.log("the whole tally: baseline, weighing, weighted reading, root");
  line("through the function", tally, `${(tally / weighed).toFixed(1)} scans`);
  for (const { name, calls, milliseconds } of inDatabase) {
    line(`  in the database: ${name}`, milliseconds, `${calls} calls`);
  }
  line("  pages of receipts read into the engine", read);
  line("  their roots", hash);
} finally {
  await stop();
}

/** The result of some work and the milliseconds it took. */
async function timed<T>(work: () => T | Promise<T>): Promise<[T, number]> {
  const began = performance.now();
  const result = await work();
  return [result, performance.now() - began];
}

/** An open poll with a million ballots; one voter in ten has expertise in its domains. */
async function prepare(sql: postgres.Sql): Promise<{ poll: string; founder: string }> {
  const [{ id: founder }] = await sql<[{ id: string }]>`
    insert into auth.users (id, aud, role, email)
    values (gen_random_uuid(), 'authenticated', 'authenticated', 'founder@example.com')
    returning id`;
  const relevance = { "0311": 600_000, "0613": 400_000 };
  const options = Array.from({ length: OPTIONS }, (_, index) => `Option ${index}`);
  const poll = await sql.begin(async (sql) => {
    const claims = JSON.stringify({ sub: founder, role: "authenticated" });
    await sql`select set_config('role', 'authenticated', true),
      set_config('request.jwt.claims', ${claims}, true)`;
    const [space] = await sql`select * from public.create_space('Bench', 'bench')`;
    const [draft] = await sql`
      select * from public.create_poll(
        space => ${space!.id}, title => 'Which one?', modality => 'plurality',
        options => ${options}, lens => 'ekoh', relevance => ${sql.json(relevance)})`;
    await sql`select public.open_poll(${draft!.id})`;
    return draft!.id as string;
  });
  // Without triggers: nobody signs up a million times for this.
  await sql`set session_replication_role = replica`;
  await sql`
    insert into public.ballots (poll_id, voter_tag, profile_id, choice)
    select ${poll}, sha256(uuid_send(v.person)), v.person, to_jsonb((n * n + n / 7) % ${OPTIONS})
    from generate_series(1, ${BALLOTS}::bigint) as n
    cross join lateral (select md5(n::text)::uuid as person) as v`;
  await sql`
    insert into public.score_history
      (profile_id, domain_code, new_value, metrics, reason, evidence, changed_at)
    select md5(n::text)::uuid, d.code, 1000 * (200 + n % 800), '{}', 'Peer review.', '{}',
      now() - interval '1 day'
    from generate_series(1, ${BALLOTS}::bigint, 10) as n,
      (values ('0311'), ('0613'), (null)) as d (code)`;
  await sql`set session_replication_role = origin`;
  await sql`vacuum (analyze)`;
  return { poll, founder };
}
