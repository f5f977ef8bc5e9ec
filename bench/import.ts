// How many ballots a second organizers bring in by batches, every tenth batch with bad rows, beside a
// plain insert of as many rows in statements of the same size.
import { parallel, report } from "./measure.ts";
import { as, startBenchStack } from "./stack.ts";
import { personToken } from "../stack/tokens.ts";

const BALLOTS = 200_000;
const BATCH = 10_000;
const OPTIONS = 10;
const BAD = 50; // In a batch that has any.
const LIMIT = 20_000;

const { url, keys, sql, stop } = await startBenchStack(1);
try {
  const [{ id: organizer }] = await sql<[{ id: string }]>`
    insert into auth.users (id, aud, role, email)
    values (gen_random_uuid(), 'authenticated', 'authenticated', 'organizer@example.com')
    returning id`;
  const poll = await as(sql, organizer, async (sql) => {
    const [space] = await sql`select * from public.create_space('Bench', 'bench')`;
    const [draft] = await sql`
      select * from public.create_import(
        space => ${space!.id}, title => 'Which one?', modality => 'schulze',
        source => 'Paper ballots', electorate => ${BALLOTS},
        options => ${Array.from({ length: OPTIONS }, (_, option) => `Option ${option}`)})`;
    await sql`select public.open_poll(${draft!.id})`;
    return draft!.id as string;
  });
  const token = await personToken(keys, organizer);

  const choice = (n: number) =>
    Array.from({ length: OPTIONS }, (_, place) => [(n * 7 + place * (n % 2 ? 3 : 7)) % OPTIONS]);
  const batches = Array.from(
    { length: BALLOTS / BATCH },
    (_, batch) =>
      Array.from({ length: BATCH }, (_, row) => ({
        voter: `Voter ${batch * BATCH + row}`,
        choice: batch % 10 === 0 && row < BAD ? [[OPTIONS]] : choice(row),
      })),
  );
  const bodies = batches.map((ballots) => JSON.stringify({ ballots }));
  let refused = 0;
  const imports = await parallel(bodies, 1, async (body) => {
    const response = await fetch(`${url}/functions/v1/votes/polls/${poll}/ballots/batch`, {
      method: "POST",
      headers: {
        apikey: keys.publishable,
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
      },
      body,
    });
    const answer = await response.text();
    if (response.status !== 200) throw new Error(`${response.status} ${answer}`);
    refused += JSON.parse(answer).errors.length;
  });
  if (refused !== BAD * Math.ceil(batches.length / 10)) throw new Error(`${refused} were refused`);

  await sql`create table public.plain (voter text primary key, choice jsonb not null)`;
  const inserts = await parallel(bodies, 1, (body) =>
    sql`
      insert into public.plain (voter, choice)
      select x.voter, x.choice
      from jsonb_to_recordset(${body}::text::jsonb -> 'ballots') as x (voter text, choice jsonb)`);
  const [imported, inserted] = [imports, inserts].map(({ perSecond }) => perSecond * BATCH) as [
    number,
    number,
  ];
  report(`import of ${BALLOTS} rankings of ${OPTIONS} options, ${BATCH} in a batch`, [
    [`${Math.round(imported)}/s`, `at least ${LIMIT}/s`, imported / LIMIT],
    [`plain insert ${Math.round(inserted)}/s`, "", inserted / imported],
  ]);
} finally {
  await stop();
}
