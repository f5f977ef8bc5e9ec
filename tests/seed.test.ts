// The seed's published decision, counted again from its ballots: the same bytes, or the seed lies.
import assert from "node:assert/strict";
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

const POLL = "00000000-0000-4000-8002-000000000001";

Deno.test("the seed's readings recount", async () => {
  const server = await startTestServer({ seed: true });
  try {
    const sql = await server.clone();
    const [poll] = await sql`select p.*, private.poll_for_tally(p.id) -> 'options' as options
      from public.polls p where id = ${POLL}`;
    const optionIds = poll!.options.map(({ id }: { id: string }) => id);
    assert.equal(poll!.tie_seed, tieSeed(POLL, optionIds));

    const receipts = await sql`select private.receipts(${POLL}) as receipt`;
    const root = merkleRoot(receipts.map(({ receipt }) => receipt));
    const voters = await sql`
      select encode(b.voter_tag, 'hex') as voter, b.profile_id, b.choice, k.known
      from public.polls p
      join public.ballots b on b.poll_id = p.id
      left join private.lens_inputs(p, p.frozen_lens) k on k.voter_tag = b.voter_tag
      where p.id = ${POLL}`;

    for (const { voter, profile_id } of voters) {
      await sql`select set_config('request.jwt.claims', ${
        JSON.stringify({ sub: profile_id })
      }, false)`;
      const [told] = await sql`select public.explain_weight(${POLL}) as it,
        (select weight from public.ballot_weights where voter_tag = decode(${voter}, 'hex')) as weight`;
      assert.equal(told!.it.weight, Number(told!.weight), "what a voter is told is what counted");
    }

    const stored =
      await sql`select * from public.poll_results where poll_id = ${POLL} order by lens`;
    assert.deepEqual(stored.map(({ lens }) => lens), ["equal", "ekoh"]);
    let baselineWinners: number[] | null = null;
    for (const row of stored) {
      const lens: Lens = row.lens_definition;
      const isEqual = lens.kind === "equal";
      const weights = voters.map(({ known }) => weigh(lens, isEqual ? null : known));
      const known = voters.filter(({ known }) => known !== null && !isEqual)
        .map(({ voter, known }) => ({ voter, ...known }));
      const reading = makeReading({
        pollId: POLL,
        method: poll!.modality,
        parameters: poll!.parameters,
        optionIds,
        groups: groupBallots(
          voters.map(({ choice }, index) => ({ choice, weight: weights[index]! })),
        ),
        lens,
        snapshotHash: snapshotHash(known),
        ballotsRoot: root,
        eligibleCount: poll!.eligible_count,
        quorumBps: poll!.quorum_bps,
        expertCount: countExperts(poll!.expert_cuts, known),
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
  } finally {
    await server.stop();
  }
});
