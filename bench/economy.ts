// What the clockwork of the token economy takes: a thousand people simulated for a month, and a basic
// income and demurrage for a hundred thousand. In the server, each as its job runs it.
import { report } from "./measure.ts";
import { startBenchStack } from "./stack.ts";

const PEOPLE = 100_000;
const owner = "a0000000-0000-4000-8000-000000000001";

/** Beside what a plain batch of the ledger has to reach. */
const perSecond = (what: string, rate: number): [string, string, number] => [
  `${what} ${Math.round(rate)}/s`,
  "a batch: 15000/s",
  rate / 15_000,
];

const { sql, stop } = await startBenchStack(2);
try {
  await sql`insert into auth.users (id, aud, role, email)
    values (${owner}, 'authenticated', 'authenticated', 'owner@example.com')`;
  const claims = JSON.stringify({ sub: owner, role: "authenticated" });
  const connection = await sql.reserve();
  await connection`select set_config('request.jwt.claims', ${claims}, false)`;
  const [space] = await connection`
    select id from public.create_space('Harbour', 'harbour')`;
  await connection`select from public.create_token(${space!.id}, 'SHELL', 'Shell')`;
  const question = await connection`
    select id from public.simulate_economy(${space!.id}, 'A month', 1000, 30)`;
  connection.release();
  await sql`update cron.job set active = false`;

  const seconds = async (job: string) => {
    const began = performance.now();
    while (Object.values((await sql.unsafe(`select ${job}`))[0]!)[0]);
    return (performance.now() - began) / 1000;
  };
  const simulated = await seconds("private.run_simulation()");
  const [run] = await sql`select status from public.simulation_runs where id = ${question[0]!.id}`;
  if (run!.status !== "completed") throw new Error("The simulation failed.");

  // Without triggers: signing up and joining is not what is measured.
  await sql.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`insert into public.profiles (id, handle, display_name)
      select gen_random_uuid(), 'person_' || n, 'Person ' || n
      from generate_series(2, ${PEOPLE}) as n`;
    await sql`insert into public.space_members (space_id, profile_id, status, joined_at)
      select ${space!.id}, p.id, 'active', now() - interval '9 days' from public.profiles p
      on conflict on constraint space_members_pkey do update set joined_at = excluded.joined_at`;
  });
  await sql`analyze`;
  const [asset] = await sql`select id from public.assets where code = 'SHELL'`;
  await sql`insert into public.basic_incomes
      (space_id, asset_id, amount, period, due_on, issues_shortfall)
    values (${space!.id}, ${asset!.id}, 1000, 'day', current_date, true)`;
  const paid = await seconds("private.pay_basic_incomes()");

  await sql`insert into public.demurrage_rules
      (asset_id, space_id, threshold, basis_points, period, due_on)
    values (${asset!.id}, ${space!.id}, 100, 100, 'day', current_date)`;
  const taken = await seconds("private.take_demurrage()");

  const faults = await sql`select * from private.reconcile_ledger()`;
  if (faults.length > 0) throw new Error(`The books are wrong: ${JSON.stringify(faults[0])}`);
  const [sum] = await sql`select sum(people)::int as people,
    (select accounts::int from private.demurrage_rounds) as accounts from public.basic_income_rounds`;
  report("the economy", [
    [`1,000 people for 30 days ${simulated.toFixed(1)} s`, "at most 60 s", simulated / 60],
    perSecond(`an income for ${sum!.people}`, PEOPLE / paid),
    perSecond(`demurrage of ${sum!.accounts}`, PEOPLE / taken),
  ]);
} finally {
  await stop();
}
