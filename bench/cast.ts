// How many ballots a second the votes function takes, beside a plain one-row insert in the same run.
// Everything runs on this machine: stack, database and this load generator.
import postgres from "postgres";
import { SignJWT } from "jose";
import { parallel, quantile, report } from "./measure.ts";
import { startBenchStack } from "./stack.ts";

const VOTERS = 20_000;
const CONCURRENCY = 20;

const { url, keys, sql, stop } = await startBenchStack(CONCURRENCY);
try {
  const { poll, voters } = await prepare(sql);
  const key = new TextEncoder().encode(keys.jwtSecret);
  const tokens = await Promise.all(
    voters.map((sub) =>
      new SignJWT({ sub, role: "authenticated" }).setProtectedHeader({ alg: "HS256" })
        .setAudience("authenticated").setExpirationTime("1h").sign(key)
    ),
  );
  const cast = async (token: string) => {
    const response = await fetch(`${url}/functions/v1/votes/polls/${poll}/ballot`, {
      method: "POST",
      headers: {
        apikey: keys.publishable,
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
      },
      body: '{"choice":1}',
    });
    const answer = await response.text();
    if (response.status !== 201) throw new Error(`${response.status} ${answer}`);
  };
  const warm = 2_000;
  await parallel(tokens.slice(0, warm), CONCURRENCY, cast);
  const casts = await parallel(tokens.slice(warm), CONCURRENCY, cast);

  await sql`create table public.plain (id uuid primary key, choice jsonb not null)`;
  const inserts = await parallel(
    voters,
    CONCURRENCY,
    (id) => sql`insert into public.plain (id, choice) values (${id}, ${sql.json(1)})`,
  );

  report("cast through the function", [
    [`${Math.round(casts.perSecond)}/s`, `at least 1667/s`, casts.perSecond / 1667],
    [
      `p95 ${quantile(casts.milliseconds, 0.95).toFixed(1)} ms`,
      "below 25 ms",
      25 / quantile(casts.milliseconds, 0.95),
    ],
    [
      `plain one-row insert ${Math.round(inserts.perSecond)}/s`,
      "",
      inserts.perSecond / casts.perSecond,
    ],
  ]);
} finally {
  await stop();
}

/** A public space, an open poll, and its members. */
async function prepare(sql: postgres.Sql): Promise<{ poll: string; voters: string[] }> {
  const rows = await sql<{ id: string }[]>`
    insert into auth.users (id, aud, role, email)
    select gen_random_uuid(), 'authenticated', 'authenticated', 'voter' || n || '@example.com'
    from generate_series(1, ${VOTERS}) n
    returning id`;
  const voters = rows.map(({ id }) => id);
  const founder = voters[0]!;
  const poll = await sql.begin(async (transaction) => {
    await transaction`select set_config('role', 'authenticated', true),
      set_config('request.jwt.claims', ${
      JSON.stringify({ sub: founder, role: "authenticated" })
    }, true)`;
    const [space] = await transaction`select * from public.create_space('Bench', 'bench')`;
    const [draft] = await transaction`
      select * from public.create_poll(${
      space!.id
    }, 'Which one?', 'plurality', array['A', 'B', 'C'])`;
    await transaction`select public.open_poll(${draft!.id})`;
    await transaction`select set_config('role', 'none', true)`;
    await transaction`
      insert into public.space_members (space_id, profile_id, status, joined_at)
      select ${space!.id}, id, 'active', now() from auth.users where id <> ${founder}`;
    return draft!.id as string;
  });
  await sql`analyze`;
  return { poll, voters };
}
