// How long a million weighted ballots take to count, 100,000 different rankings among them, beside the
// one grouped scan that any method needs; and what a whole tally takes through the function, in time
// and in memory. Postgres says what its own functions took of it.
import type postgres from "postgres";
import { type Group, type Lens, makeReading } from "../supabase/functions/_shared/voting/mod.ts";
import { quantile, report } from "./measure.ts";
import { as, startBenchStack } from "./stack.ts";
import { personToken } from "../stack/tokens.ts";

const BALLOTS = 1_000_000;
const RANKINGS = 100_000;
const OPTIONS = 10;
const LIMIT = 2;
const MEBIBYTES = 256;
const RUNS = 3;
const METHODS = [["schulze", 1], ["irv", 1], ["stv", 3]] as const;

const { url, keys, sql, functions, stop } = await startBenchStack(1);
try {
  await sql`alter database postgres set track_functions = 'all'`;
  const { poll, founder } = await prepare(sql);
  const token = await personToken(keys, founder);
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
  const memory = await peakMemory(functions);
  const [, tally] = await timed(() => post("tally"));
  const peak = await memory();

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
  const scan = () =>
    sql`select count(*), sum(weight) from private.ballot_groups(${poll}, ${reading!.id})`;
  const count = async (method: string, seats: number) => {
    const rows = await sql`select * from private.ballot_groups(${poll}, ${reading!.id})`;
    const groups: Group[] = rows.map(({ choice, weight, count }) => ({
      choice,
      weight: BigInt(weight),
      count: Number(count),
    }));
    makeReading({
      pollId: poll,
      method,
      seats,
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
  await sql`vacuum (analyze) public.ballots, public.ballot_weights`;
  const scans: number[] = [];
  const counts: number[][] = METHODS.map(() => []);
  for (let run = 0; run < RUNS; run++) {
    scans.push((await timed(scan))[1]);
    for (const [index, [method, seats]] of METHODS.entries()) {
      counts[index]!.push((await timed(() => count(method, seats)))[1]);
    }
  }
  const scanned = quantile(scans, 0.5);
  const show = (milliseconds: number) => `${Math.round(milliseconds)} ms`;
  report(
    `${BALLOTS} weighted ballots, ${OPTIONS} options, ${RANKINGS} rankings; a grouped scan: ${
      show(scanned)
    }`,
    METHODS.map(([method, seats], index) => {
      const counted = quantile(counts[index]!, 0.5);
      return [
        `${method}, ${seats} seats: ${show(counted)}`,
        `${LIMIT} scans`,
        counted / scanned / LIMIT,
      ];
    }),
  );
  report("the whole tally through the function: root, baseline, weighing, weighted reading", [
    [show(tally), `a scan: ${show(scanned)}`, tally / scanned],
    [`memory: ${Math.round(peak)} MiB`, `${MEBIBYTES} MiB`, peak / MEBIBYTES],
    ...inDatabase.map(({ name, calls, milliseconds }): [string, string, number] => [
      `in the database: ${name}`,
      `${calls} calls, ${show(milliseconds)}`,
      milliseconds / scanned,
    ]),
  ]);
} finally {
  await stop();
}

/**
 * What a process takes at most from now on, beyond what it takes now, in MiB: all of its resident
 * memory, so that neither buffers outside the heap nor garbage that is still there are forgotten.
 * Linux tells; elsewhere NaN.
 */
async function peakMemory(process: number): Promise<() => Promise<number>> {
  if (Deno.build.os !== "linux") return () => Promise.resolve(NaN);
  const read = async (name: string) => {
    const status = await Deno.readTextFile(`/proc/${process}/status`);
    return Number(RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)![1]) / 1024;
  };
  await Deno.writeTextFile(`/proc/${process}/clear_refs`, "5"); // forgets the peak so far
  const before = await read("VmRSS");
  return async () => await read("VmHWM") - before;
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
  const poll = await as(sql, founder, async (sql) => {
    const [space] = await sql`select * from public.create_space('Bench', 'bench')`;
    const [draft] = await sql`
      select * from public.create_poll(
        space => ${space!.id}, title => 'Which one?', modality => 'schulze',
        options => ${options}, lens => 'ekoh', relevance => ${sql.json(relevance)})`;
    await sql`select public.open_poll(${draft!.id})`;
    return draft!.id as string;
  });
  // Without triggers: nobody signs up a million times for this.
  await sql`set session_replication_role = replica`;
  // A tenth more than needed, as some come twice.
  await sql`
    create table public.rankings as
    select row_number() over () as number, drawn.choice
    from (
      select distinct o.choice
      from generate_series(1, ${RANKINGS + RANKINGS / 10}::integer) as n
      cross join lateral (
        select jsonb_agg(jsonb_build_array(o) order by md5(n || ' ' || o)) as choice
        from generate_series(0, ${OPTIONS - 1}::integer) as o
      ) as o
      limit ${RANKINGS}
    ) as drawn`;
  await sql`
    insert into public.ballots (poll_id, voter_tag, profile_id, choice)
    select ${poll}, sha256(uuid_send(v.person)), v.person, r.choice
    from generate_series(1, ${BALLOTS}::bigint) as n
    join public.rankings r on r.number = n % ${RANKINGS} + 1
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
