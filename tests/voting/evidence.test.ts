// Scores follow from their events, in SQL and in TypeScript alike, whatever happens in whatever order.
import assert from "node:assert/strict";
import fc from "fast-check";
import type postgres from "postgres";
import {
  decay,
  type Evidence,
  foldEvidence,
  weightedScore,
} from "../../supabase/functions/_shared/voting/mod.ts";
import { startTestServer } from "../support/database.ts";
import { forAll } from "./support.ts";

const micro = fc.bigInt(0n, 1_000_000n);
const runs = Deno.env.get("NIGHTLY") === "1" ? 300 : 25;

Deno.test("decay follows the curve of halving, and never rises", () => {
  forAll(
    fc.tuple(micro, fc.bigInt(0n, 40_000n), fc.bigInt(30n, 36_500n)),
    ([value, days, halfLife]) => {
      const left = decay(value, days, halfLife);
      const ideal = Number(value) * 2 ** (-Number(days) / Number(halfLife));
      assert(Math.abs(Number(left) - ideal) <= 0.7, `${left} is not ${ideal}`);
      assert(decay(value, days + 1n, halfLife) <= left);
    },
  );
});

Deno.test("decay in steps is decay at once, but for rounding", () => {
  forAll(
    fc.tuple(micro, fc.bigInt(0n, 5_000n), fc.bigInt(0n, 5_000n), fc.bigInt(30n, 5_000n)),
    ([value, first, second, halfLife]) => {
      const once = decay(value, first + second, halfLife);
      const off = decay(decay(value, first, halfLife), second, halfLife) - once;
      assert(-3n <= off && off <= 3n, `${off}`);
    },
  );
});

/** A step of somebody's story; numbers choose among what there is. */
const step = fc.record({
  what: fc.constantFrom(
    "evidence",
    "evidence",
    "evidence",
    "assess",
    "adjust",
    "retract",
    "weights",
    "half-life",
    "points",
    "praise",
    "sanction",
    "end",
  ),
  kind: fc.constantFrom("certificate", "publication", "accepted_answer", "helpful_report"),
  domain: fc.constantFrom("0311", "0613"),
  days: fc.nat(4_000),
  axes: fc.array(fc.nat(1_000_000), { minLength: 3, maxLength: 3 }),
  pick: fc.nat(20),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Does one step to a person; what cannot be done now is left out. */
async function act(sql: postgres.Sql, person: string, number: number, step: Step) {
  const { what, kind, domain, days, axes, pick } = step;
  const at = new Date(Date.now() - days * 864e5);
  const source = `step:${number}`;
  const set = (name: string, value: number) =>
    sql`insert into public.score_configurations (weight_name, weight_value, field)
      values (${name}, ${value}, '06')
      on conflict on constraint score_configurations_weight_name_field_key
      do update set weight_value = excluded.weight_value`;
  switch (what) {
    case "evidence":
      return await sql`select public.record_evidence(
        ${person}, ${domain}, ${kind}, ${source}, 'It happened.', '{}', ${at})`;
    case "assess":
      return await sql`select public.record_expertise(
        ${person}, ${domain}, ${axes[0]!}, ${axes[1]!}, ${axes[2]!}, 'Looked at.')`;
    case "adjust":
      return await sql`select private.record_event(${person}, ${domain}, 'context_adjustment',
        ${axes.map((axis) => axis - 500_000)}::bigint[], ${source}, 'Context.', '{}', now())`;
    case "retract":
      return await sql`select public.retract_evidence(e.id, 'Wrong.') from (
          select e.id from public.expertise_events e
          where e.profile_id = ${person} and e.kind <> 'retraction'
          order by e.id offset ${pick} limit 1) as e`;
    case "weights":
      return await set("raw_weight_quality", axes[0]! * 5);
    case "half-life":
      return await set("half_life_days", (30 + days) * 1_000_000);
    case "points":
      return await set(`points_${kind}_expertise`, axes[1]!);
    case "praise":
      return await sql`select public.record_ethics_event(
        ${person}, 'conduct_commended', ${source}, 'Kind.')`;
    case "sanction":
      return await sql`select public.record_ethics_event(
        ${person}, 'sanction_applied', ${source}, 'Unkind.')`;
    case "end":
      return await sql`select public.record_ethics_event(
          ${person}, 'appeal_upheld', ${source}, 'Not so.', ends => e.id) from (
          select e.id from public.ethics_events e
          where e.profile_id = ${person} and e.kind = 'sanction_applied'
            and not exists (select from public.ethics_events x where x.ends_id = e.id)
          order by e.id limit 1) as e`;
  }
}

/** What the stored scores and the history of a person should be, told from the events alone. */
async function check(sql: postgres.Sql, person: string) {
  const events = await sql`
    select e.*, (e.occurred_at at time zone 'UTC')::date - '1970-01-01'::date as day
    from public.expertise_events e
    where e.profile_id = ${person} and e.kind <> 'retraction'
      and not exists (select from public.expertise_events r where r.retracts_id = e.id)
    order by e.occurred_at, e.id`;
  const scores = await sql`select * from public.expertise_scores where profile_id = ${person}`;
  const axes = (row: Record<string, string>) => ({
    quality: BigInt(row.quality!),
    expertise: BigInt(row.expertise!),
    frequency: BigInt(row.frequency!),
  });
  const domains = [...new Set(events.map((event) => event.domain_code as string))].sort();
  assert.deepEqual(scores.map((score) => score.domain_code).sort(), domains);
  for (const score of scores) {
    const [quality, expertise, frequency] = score.axis_weights.map(BigInt);
    const evidence = events.filter((event) => event.domain_code === score.domain_code).map((
      event,
    ): Evidence => ({
      kind: event.kind,
      given: axes(event as never),
      day: BigInt(event.day),
    }));
    const folded = foldEvidence(evidence, BigInt(score.half_life_days))!;
    assert.deepEqual(axes(score as never), folded.metrics);
    assert.equal(
      BigInt(score.weighted_score),
      weightedScore(folded.metrics, { quality, expertise, frequency }),
    );
  }

  const history = await sql`
    select * from public.score_history where profile_id = ${person} order by id`;
  const last = new Map<string | null, string | null>();
  for (const row of history) {
    assert.equal(
      row.old_value,
      last.get(row.domain_code) ?? null,
      "a value follows the one before",
    );
    last.set(row.domain_code, row.new_value);
    if (row.domain_code === null || row.new_value === null) continue;
    const [quality, expertise, frequency] = row.metrics.weights.map(BigInt);
    assert.equal(
      BigInt(row.new_value),
      weightedScore(axes(row.metrics), { quality, expertise, frequency }),
      "history recomputes from what it holds",
    );
  }
  for (const score of scores) assert.equal(last.get(score.domain_code), score.weighted_score);

  const [ethics] =
    await sql`select multiplier from public.ethics_scores where profile_id = ${person}`;
  const inForce = await sql`select amount from public.ethics_events e where profile_id = ${person}
    and not exists (select from public.ethics_events x where x.ends_id = e.id)`;
  const sum = inForce.reduce((sum, { amount }) => sum + Number(amount), 1_000_000);
  const folded = Math.min(Math.max(sum, 200_000), 1_500_000);
  assert.equal(Number(ethics?.multiplier ?? 1_000_000), folded);
  if (ethics) assert.equal(last.get(null), ethics.multiplier);

  // As a poll would ask for it, in a while.
  const later = new Date(Date.now() + 700 * 864e5);
  const day = BigInt(Math.floor(later.getTime() / 864e5));
  const asked = await sql`
    select domain_code, score from private.expertise_as_of(array[${person}::uuid], ${domains}, ${later})`;
  for (const { domain_code, score } of asked) {
    const stored = scores.find((score) => score.domain_code === domain_code)!;
    const since = day - BigInt(Math.floor(stored.evidence_at.getTime() / 864e5));
    assert.equal(
      BigInt(score),
      decay(BigInt(stored.weighted_score), since, BigInt(stored.half_life_days)),
    );
  }
  assert.equal(asked.length, domains.length);
}

Deno.test("random stories replay to what is stored", async (t) => {
  const server = await startTestServer();
  try {
    const sql = await server.clone();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const person = crypto.randomUUID();
        await sql`insert into auth.users (id, aud, role, email)
          values (${person}, 'authenticated', 'authenticated', ${`${person}@example.com`})`;
        for (const [number, step] of steps.entries()) await act(sql, person, number, step);
        await check(sql, person);
      }),
      { numRuns: runs },
    );

    await t.step("two pieces of evidence at the same moment both count", async () => {
      const other = await server.clone(4);
      const person = crypto.randomUUID();
      await other`insert into auth.users (id, aud, role, email)
        values (${person}, 'authenticated', 'authenticated', 'both@example.com')`;
      await Promise.all([1, 2, 3, 4].map((n) =>
        other`select public.record_evidence(
          ${person}, '0613', 'certificate', ${`course:${n % 3}`}, 'Passed.')`
      ));
      const [events] = await other`select count(*)::integer from public.expertise_events`;
      assert.equal(events!.count, 3);
      await check(other, person);
    });
  } finally {
    await server.stop();
  }
});
