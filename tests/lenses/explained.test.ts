// Whatever happens before a close: what voters are told their ballots weigh is what was counted, under
// every lens, to the last digit.
import assert from "node:assert/strict";
import fc from "fast-check";
import { invoke, startTestStack } from "../support/stack.ts";

const PEOPLE = 20;
const idOf = (n: number) => `a0000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const lenses = [
  { kind: "ekoh", relevance: { "05": 300_001, "06": 699_999 } },
  { kind: "delegated", relevance: { "06": 1_000_000 } },
  { kind: "quadratic" },
  { kind: "cohort", filter: { expertise: { domain: "06", score: 100_000 } } },
];

const scene = fc.record({
  own: fc.nat(lenses.length - 1),
  people: fc.array(
    fc.record({
      votes: fc.boolean(),
      delegate: fc.nat(PEOPLE - 1),
      domain: fc.constantFrom(null, "06", "0613", "05"),
      skill: fc.nat(1_000_000),
      field: fc.constantFrom("0511", "0613", "0714"),
      put: fc.integer({ min: 0, max: 10 }),
    }),
    { minLength: PEOPLE, maxLength: PEOPLE },
  ),
});

Deno.test("what is explained is what was counted", async () => {
  await using stack = await startTestStack();
  const { sql } = stack;
  const ola = await stack.signUp("ola");
  const { data: space } = await ola.rpc("create_space", { name: "Rowing", slug: "rowing" })
    .throwOnError();
  await ola.rpc("set_voice_credits", { space: space!.id, credits: 10_000 }).throwOnError();
  for (let n = 0; n < PEOPLE; n++) {
    await sql`insert into auth.users (id, aud, role, email)
      values (${idOf(n)}, 'authenticated', 'authenticated', ${`person${n}@example.com`})`;
    await sql`select private.admit(${space!.id}, ${idOf(n)}, 'member')`;
  }
  /** As a person, in SQL; nothing else is under test here. */
  const as = (n: number, command: string) =>
    sql.begin(async (sql) => {
      const claims = JSON.stringify({ sub: idOf(n) });
      await sql`select set_config('request.jwt.claims', ${claims}, true)`;
      await sql.unsafe("set local role authenticated");
      return await sql.unsafe(`select to_jsonb(${command}) as answer`);
    });

  const scenes = fc.sample(scene, { seed: 55, numRuns: Deno.env.get("NIGHTLY") ? 200 : 12 });
  for (const { own, people } of scenes) {
    for (const [n, { delegate, domain, skill, field }] of people.entries()) {
      await sql`select public.record_expertise(
        ${idOf(n)}, ${field}, ${skill}, ${skill}, ${skill}, 'Seen.')`;
      if (delegate === n) continue;
      const [identity] = await sql`
        select private.identity_of(${idOf(delegate)}, ${space!.id}) as id`;
      const about = domain === null ? "null" : `'${domain}'`;
      // Refused beyond a hundred a day; then an older one stands.
      await as(n, `public.delegate_vote('${space!.id}', '${identity!.id}', ${about})`)
        .catch(() => undefined);
    }
    const { kind, relevance = {}, ...lens_settings } = lenses[own]!;
    const { data: draft } = await ola.rpc("create_poll", {
      space: space!.id,
      title: "Which boat?",
      modality: "yes_no",
      lens: kind as "ekoh",
      relevance,
      lens_settings,
    }).throwOnError();
    const poll = draft!.id;
    const compared_lenses = lenses.filter((_, index) => index !== own);
    await ola.from("polls").update({ compared_lenses }).eq("id", poll).throwOnError();
    await ola.rpc("open_poll", { poll }).throwOnError();
    for (const [n, { votes, put }] of people.entries()) {
      if (!votes) continue;
      await as(n, `public.cast_ballot('${poll}', '"yes"')`);
      // Refused once a cycle's credits are spent; then the ballot is one vote.
      await as(n, `public.put_votes('${poll}', ${put})`).catch(() => undefined);
    }
    await invoke(ola, `tallies/polls/${poll}/close`, "POST");
    const { answer: { readings } } = await invoke(ola, `tallies/polls/${poll}/tally`, "POST");
    assert.equal(readings.length, 1 + lenses.length);

    const stored = await sql`
      select r.lens_definition as lens, r.total_weight as total, b.profile_id as person, w.weight
      from public.poll_results r
      left join public.ballots b on b.poll_id = r.poll_id
      left join public.ballot_weights w on w.result_id = r.id and w.voter_tag = b.voter_tag
      where r.poll_id = ${poll} and not r.is_baseline`;
    const told = new Map<string, number>();
    for (const { lens, total, person, weight } of stored) {
      const at = [lenses[own]!, ...compared_lenses].findIndex(({ kind }) => kind === lens.kind);
      if (person === null) continue;
      const n = Number(person.slice(-12));
      const [row] = await as(n, `public.explain_weight('${poll}', ${at})`);
      assert.equal(row!.answer.weight, Number(weight), `${lens.kind} of ${n}`);
      const sum = (told.get(lens.kind) ?? 0) + row!.answer.weight;
      told.set(lens.kind, sum);
      assert(sum <= Number(total));
    }
    for (const { lens, total } of stored) {
      assert.equal(told.get(lens.kind) ?? 0, Number(total), `all of ${lens.kind}`);
    }
  }
});
