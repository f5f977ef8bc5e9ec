// How many transfers a second the ledger books through plain connections, beside a plain one-row
// insert in the same run: between random pairs, all onto one account, and in batches. Durable, each
// transfer a transaction of its own but for the batches. At the end the books have to add up.
import postgres from "postgres";
import { parallel, plain, rate, report } from "./measure.ts";
import { startBenchStack } from "./stack.ts";

const ACCOUNTS = 10_000;
const TRANSFERS = 10_000;
const BATCHES = 50;
const BATCH = 1_000;
const CONCURRENCY = 16;
/** Connections that post onto one account: more only wait for its row, and for each other's cores. */
const HOT = 2;

const { sql, stop } = await startBenchStack(CONCURRENCY);
try {
  const accounts = await prepare(sql);
  const hot = accounts.pop()!;
  const random = () => accounts[Math.floor(Math.random() * accounts.length)]!;
  const pair = (): [string, string] => {
    const [from, to] = [random(), random()];
    return from === to ? pair() : [from, to];
  };
  const transfer = ([from, to]: [string, string], key: string) =>
    sql`select private.post_transaction('transfer', ${key}, ${[from, to]}::uuid[], '{-1,1}')`;
  const numbers = Array.from({ length: TRANSFERS }, (_, number) => number);

  await parallel(numbers.slice(0, 1_000), CONCURRENCY, (n) => transfer(pair(), `warm ${n}`));
  const pairs = await parallel(numbers, CONCURRENCY, (n) => transfer(pair(), `random ${n}`));
  const onto = await parallel(numbers, HOT, (n) => transfer([random(), hot], `hot ${n}`));
  const crowd = await parallel(
    numbers.slice(0, 3_000),
    CONCURRENCY,
    (n) => transfer([random(), hot], `crowd ${n}`),
  );

  const batches = Array.from(
    { length: BATCHES },
    (_, batch) =>
      Array.from({ length: BATCH }, (_, number) => ({
        key: `batch ${batch}.${number}`,
        accounts: `{${pair().join(",")}}`,
      })),
  );
  const posted = await parallel(batches, 2, (batch) =>
    sql`
      select count(*) from private.post_transactions(array(
        select ('transfer', p.key, p.accounts::uuid[], '{-1,1}', null, null, '', null)
          ::private.ledger_posting
        from jsonb_to_recordset(${sql.json(batch)}) as p (key text, accounts text)
      ))`);
  const postings = posted.perSecond * BATCH;

  await sql`create table public.plain (id uuid primary key, choice jsonb not null)`;
  const inserts = await parallel(
    numbers,
    CONCURRENCY,
    () => sql`insert into public.plain (id, choice) values (gen_random_uuid(), ${sql.json(1)})`,
  );

  const faults = await sql`select * from private.reconcile_ledger()`;
  if (faults.length > 0) throw new Error(`The books are wrong: ${JSON.stringify(faults[0])}`);

  report("the ledger", [
    ...rate("random pairs", pairs.perSecond, 1500, inserts.perSecond),
    ...rate("one hot account", onto.perSecond, 1300, inserts.perSecond),
    [
      `by ${CONCURRENCY} at once ${Math.round(crowd.perSecond)}/s`,
      "",
      onto.perSecond / crowd.perSecond,
    ],
    ...rate("in batches", postings, 15_000, inserts.perSecond),
    plain(inserts.perSecond, pairs.perSecond),
  ]);
} finally {
  await stop();
}

/** Accounts with a million each; their ids. */
async function prepare(sql: postgres.Sql): Promise<string[]> {
  await sql`
    select count(*) from private.post_transactions(array(
      select ('opening', 'opening ' || n, array[
          private.system_account(private.asset_id('LIVE'), 'issuance'),
          private.system_account(private.asset_id('LIVE'), 'wallet:' || n, 'liability', false)
        ], '{-1000000,1000000}', null, null, '', null)::private.ledger_posting
      from generate_series(1, ${ACCOUNTS}) as n
    ))`;
  await sql`analyze`;
  const rows = await sql<{ id: string }[]>`
    select id from public.ledger_accounts where purpose like 'wallet:%'`;
  return rows.map(({ id }) => id);
}
