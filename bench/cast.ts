// How many ballots a second the votes function takes under each lens, beside a plain one-row insert in
// the same run. Everything runs on this machine: stack, database and this load generator.
import postgres from "postgres";
import { parallel, plain, quantile, rate, report } from "./measure.ts";
import { as, startBenchStack } from "./stack.ts";
import { personToken } from "../stack/tokens.ts";

const VOTERS = 8_000;
const WARM = 2_000;
const CONCURRENCY = 20;
const LIMIT = { perSecond: 1667, milliseconds: 25 };

/** What a poll under each lens asks for besides its kind. */
const LENSES: Record<
  string,
  { relevance?: Record<string, number>; settings?: (sql: postgres.Sql) => Promise<object> }
> = {
  equal: {},
  ekoh: { relevance: { "0311": 600_000, "0613": 400_000 } },
  delegated: {},
  quadratic: {},
  stake: {
    async settings(sql) {
      const [live] = await sql`select private.asset_id('LIVE') as asset`;
      return { asset: live!.asset };
    },
  },
  cohort: { settings: () => Promise.resolve({ filter: { verified: true } }) },
};

const { url, keys, sql, stop } = await startBenchStack(CONCURRENCY);
try {
  const { space, voters } = await prepare(sql);
  const tokens = await Promise.all(voters.map((voter) => personToken(keys, voter)));
  const cast = (poll: string) => async (token: string) => {
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

  for (const [lens, { relevance = {}, settings }] of Object.entries(LENSES)) {
    const asked = { relevance, settings: await settings?.(sql) ?? {} };
    const poll = await openPoll(sql, space, voters[0]!, lens, asked);
    await parallel(tokens.slice(0, WARM), CONCURRENCY, cast(poll));
    const casts = await parallel(tokens.slice(WARM), CONCURRENCY, cast(poll));
    await sql`drop table if exists public.plain`;
    await sql`create table public.plain (id uuid primary key, choice jsonb not null)`;
    const inserts = await parallel(
      voters,
      CONCURRENCY,
      (id) => sql`insert into public.plain (id, choice) values (${id}, ${sql.json(1)})`,
    );
    const p95 = quantile(casts.milliseconds, 0.95);
    report(`cast through the function, lens ${lens}`, [
      ...rate("", casts.perSecond, LIMIT.perSecond, inserts.perSecond),
      [`p95 ${p95.toFixed(1)} ms`, `below ${LIMIT.milliseconds} ms`, LIMIT.milliseconds / p95],
      plain(inserts.perSecond, casts.perSecond),
    ]);
  }
} finally {
  await stop();
}

/** A public space and its members. */
async function prepare(sql: postgres.Sql): Promise<{ space: string; voters: string[] }> {
  const rows = await sql<{ id: string }[]>`
    insert into auth.users (id, aud, role, email)
    select gen_random_uuid(), 'authenticated', 'authenticated', 'voter' || n || '@example.com'
    from generate_series(1, ${VOTERS}) n
    returning id`;
  const voters = rows.map(({ id }) => id);
  const founder = voters[0]!;
  const space = await as(sql, founder, async (sql) => {
    const [space] = await sql`select * from public.create_space('Bench', 'bench')`;
    return space!.id as string;
  });
  await sql`
    insert into public.space_members (space_id, profile_id, status, joined_at)
    select ${space}, id, 'active', now() from auth.users where id <> ${founder}`;
  await sql`analyze`;
  return { space, voters };
}

function openPoll(
  sql: postgres.Sql,
  space: string,
  author: string,
  lens: string,
  { relevance, settings }: Record<"relevance" | "settings", object>,
): Promise<string> {
  return as(sql, author, async (sql) => {
    const [poll] = await sql`
      select * from public.create_poll(
        space => ${space}, title => 'Which one?', modality => 'plurality',
        options => array['A', 'B', 'C'], lens => ${lens}, relevance => ${
      sql.json(relevance as postgres.JSONValue)
    },
        lens_settings => ${sql.json(settings as postgres.JSONValue)})`;
    await sql`select public.open_poll(${poll!.id})`;
    return poll!.id as string;
  });
}
