// The seed's published decisions, counted again from their ballots: the same bytes, or the seed lies.
import assert from "node:assert/strict";
import type postgres from "postgres";
import {
  countExperts,
  groupBallots,
  type Lens,
  makeReading,
  merkleRoot,
  snapshotHash,
  tieSeed,
  toJson,
  weigh,
} from "../supabase/functions/_shared/voting/mod.ts";
import { startTestServer } from "./support/database.ts";

/** The lenses of each reading, by the poll's title. */
const DECIDED = {
  "Which crossing do we repair first?": ["equal", "ekoh"],
  "Who gives out the stalls?": ["equal"],
};

Deno.test("the seed's readings recount", async (t) => {
  const server = await startTestServer({ seed: true });
  try {
    const sql = await server.clone();
    for (const [title, lenses] of Object.entries(DECIDED)) {
      await t.step(title, () => recount(sql, title, lenses));
    }
    await t.step("who was elected is seated", async () => {
      const seated = await sql`
        select o.profile_id, t.ended_at
        from public.council_terms t join private.identity_owners o on o.identity_id = t.holder_id`;
      assert.deepEqual([...seated], [
        { profile_id: "00000000-0000-4000-8000-000000000005", ended_at: null },
      ]);
    });
  } finally {
    await server.stop();
  }
});

async function recount(sql: postgres.Sql, title: string, lenses: string[]) {
  const [poll] = await sql`select p.*, private.poll_for_tally(p.id) -> 'options' as options
    from public.polls p where title = ${title}`;
  const id = poll!.id;
  const optionIds = poll!.options.map(({ id }: { id: string }) => id);
  assert.equal(poll!.tie_seed, tieSeed(id, optionIds));

  const receipts = await sql`select private.receipts(${id}) as receipt`;
  const root = merkleRoot(receipts.map(({ receipt }) => receipt));
  const voters = await sql`
    select encode(b.voter_tag, 'hex') as voter, b.profile_id, b.choice, k.known
    from public.polls p
    join public.ballots b on b.poll_id = p.id
    left join private.lens_inputs(p, p.frozen_lens) k on k.voter_tag = b.voter_tag
    where p.id = ${id}`;

  for (const { voter, profile_id } of voters) {
    await sql`select set_config('request.jwt.claims', ${
      JSON.stringify({ sub: profile_id })
    }, false)`;
    const [told] = await sql`select public.explain_weight(${id}) as it,
      coalesce((
        select weight from public.ballot_weights where voter_tag = decode(${voter}, 'hex')
      ), 1000000) as weight`;
    assert.equal(told!.it.weight, Number(told!.weight), "what a voter is told is what counted");
  }

  const stored = await sql`select * from public.poll_results where poll_id = ${id} order by lens`;
  assert.deepEqual(stored.map(({ lens }) => lens), lenses);
  let baselineWinners: number[] | null = null;
  for (const row of stored) {
    const lens: Lens = row.lens_definition;
    const isEqual = lens.kind === "equal";
    const weights = voters.map(({ known }) => weigh(lens, isEqual ? null : known));
    const known = voters.filter(({ known }) => known !== null && !isEqual)
      .map(({ voter, known }) => ({ voter, ...known }));
    const reading = makeReading({
      pollId: id,
      method: poll!.modality,
      parameters: poll!.parameters,
      seats: poll!.seats,
      optionIds,
      groups: groupBallots(
        voters.map(({ choice }, index) => ({ choice, weight: weights[index]! })),
      ),
      lens,
      snapshotHash: snapshotHash(known),
      ballotsRoot: root,
      eligibleCount: poll!.eligible_count,
      quorumBps: poll!.quorum_bps,
      expertCount: countExperts(poll!.expert_cuts ?? {}, known),
      strongConsensusBps: poll!.strong_consensus_bps,
      baselineWinners,
    });
    baselineWinners ??= reading.result.winners;
    assert.deepEqual(toJson(reading.result), row.result);
    assert.deepEqual(
      [reading.lensHash, reading.snapshotHash, reading.ballotsRoot, reading.warnings],
      [row.lens_hash, row.snapshot_hash, row.ballots_root, row.warnings],
    );
    assert.deepEqual(
      [reading.agreementBps, reading.strongConsensus],
      [row.agreement_bps, row.strong_consensus],
    );
  }
}
