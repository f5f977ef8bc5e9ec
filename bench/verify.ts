// How long it takes to count 100,000 ballots again from a bundle, as anybody would, and to prove one
// of them counted.
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { repository } from "../stack/packages.ts";
import {
  countExperts,
  groupBallots,
  inclusionProof,
  type Lens,
  lensHash,
  makeReading,
  merkleRoot,
  pageRoot,
  proofFromPages,
  receiptHash,
  sha256Hex,
  snapshotHash,
  toJson,
  weigh,
} from "../supabase/functions/_shared/voting/mod.ts";
import { startTestServer } from "../tests/support/database.ts";
import { quantile, report } from "./measure.ts";

const BALLOTS = 100_000;
const OPTIONS = 10;
const SECONDS = 10;
const RUNS = 50;

const POLL = "11111111-1111-4111-8111-111111111111";
const LENS: Lens = { kind: "ekoh", cap: 1_000_000, relevance: { "05": 400_000, "06": 600_000 } };

/** Whose score in a domain is above is an expert in it. */
const CUTS = { "05": 75_000 };

/** A ranking of all options, another one for nearly every n. */
function ranking(n: number): number[][] {
  const left = [...new Array(OPTIONS).keys()];
  let rest = (n * 2_654_435_761) % 3_628_800;
  return Array.from({ length: OPTIONS }, (_, place) => {
    const [option] = left.splice(rest % (OPTIONS - place), 1);
    rest = Math.floor(rest / (OPTIONS - place));
    return [option!];
  });
}

const marks = (most: number) => (n: number) =>
  Array.from({ length: OPTIONS }, (_, option) => (n * (option + 3) + option) % (most + 1));

const choices: Record<string, (n: number) => unknown> = {
  plurality: (n) => n % OPTIONS,
  approval: (n) => [...new Array(OPTIONS).keys()].filter((option) => (n >> option) % 2 === 1),
  score: marks(10),
  stance: (n) => marks(6)(n).map((mark) => mark - 3),
  star: marks(5),
  majority_judgment: marks(5),
  borda: ranking,
  minimax: ranking,
  schulze: ranking,
  ranked_pairs: ranking,
  irv: ranking,
  stv: ranking,
};

/** A weighted reading with its ballots. */
function bundleOf(method: string) {
  const ballots = Array.from({ length: BALLOTS }, (_, n) => {
    const voter = sha256Hex(`voter ${n}`);
    const scores: Record<string, bigint> = n % 10 === 0 ? { "05": BigInt(n), "06": 500_000n } : {};
    const weight = weigh(LENS, { scores, ethics: null });
    const nonce = voter.slice(32);
    return { voter, choice: choices[method]!(n), nonce, weight, scores, ethics: null };
  });
  const known = ballots.filter(({ scores }) => "05" in scores);
  const optionIds = Array.from({ length: OPTIONS }, (_, n) => `option ${n}`);
  const input = {
    pollId: POLL,
    method,
    seats: method === "stv" ? 3 : 1,
    optionIds,
    snapshotHash: snapshotHash(
      known.map(({ voter, scores, ethics }) => ({ voter, scores, ethics })),
    ),
    ballotsRoot: merkleRoot(
      ballots.map(({ voter, ...cast }) => receiptHash({ pollId: POLL, voterTag: voter, ...cast })),
    ),
    eligibleCount: BALLOTS,
    quorumBps: 0,
  };
  const baseline = makeReading({
    ...input,
    groups: groupBallots(ballots.map((ballot) => ({ ...ballot, weight: 1_000_000n }))),
    lens: { kind: "equal" },
    expertCount: 0,
    baselineWinners: null,
  });
  const reading = makeReading({
    ...input,
    groups: groupBallots(ballots),
    lens: LENS,
    expertCount: countExperts(CUTS, known),
    expertCuts: CUTS,
    baselineWinners: baseline.result.winners,
  });
  return toJson({
    poll: {
      id: POLL,
      title: method,
      seed: reading.seed,
      options: optionIds.map((id) => ({ id })),
      eligibleCount: BALLOTS,
      quorumBps: 0,
      strongConsensusBps: reading.strongConsensusBps,
    },
    reading: {
      ...reading,
      method,
      lensHash: lensHash(LENS),
      experts: { count: reading.expertCount, cuts: CUTS },
    },
    ballots: ballots.map(({ scores, ethics, ...cast }) =>
      "05" in scores ? { ...cast, scores, ethics } : cast
    ),
  });
}

const rows: [string, string, number][] = [];
for (const method of Object.keys(choices)) {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.writeTextFile(file, JSON.stringify(bundleOf(method)));
  const began = performance.now();
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-read", join(repository, "verify.ts"), file],
  }).output();
  const seconds = (performance.now() - began) / 1000;
  await Deno.remove(file);
  if (code !== 0) throw new Error(new TextDecoder().decode(stdout));
  rows.push([`${method}: ${seconds.toFixed(1)} s`, `${SECONDS} s`, seconds / SECONDS]);
}
report(`Counting ${BALLOTS} weighted ballots, ${OPTIONS} options, again from a bundle`, rows);

const server = await startTestServer();
try {
  const sql = await server.clone();
  await sql`alter table private.receipt_pages drop constraint receipt_pages_poll_id_fkey`;
  await sql`
    insert into public.ballots (poll_id, voter_tag, choice)
    select ${POLL}, sha256(int4send(n)), '"yes"' from generate_series(1, ${BALLOTS}::integer) as n`;
  await sql`
    insert into private.receipt_pages (poll_id, level, number, first_receipt, nodes)
    select ${POLL}, 0, place / 256, (array_agg(receipt order by place))[1],
      string_agg(sha256('\\x00'::bytea || receipt), ''::bytea order by place)
    from (select receipt, row_number() over (order by receipt) - 1 as place from public.ballots) as r
    group by place / 256`;
  for (let level = 0;; level++) {
    const pages = await sql`
      select * from private.receipt_pages where poll_id = ${POLL} and level = ${level} order by number`;
    if (pages.length <= 1) break;
    for (let first = 0; first < pages.length; first += 256) {
      const below = pages.slice(first, first + 256);
      await sql`
        insert into private.receipt_pages (poll_id, level, number, first_receipt, nodes)
        values (${POLL}, ${level + 1}, ${first / 256}, ${below[0]!.first_receipt},
          ${Buffer.concat(below.map(({ nodes }) => pageRoot(nodes)))})`;
    }
  }
  await sql`vacuum (analyze) private.receipt_pages`;
  const receipts = (await sql<{ receipt: string }[]>`
    select private.receipts(${POLL}) as receipt`).map(({ receipt }) => receipt);

  const timed = async (work: (receipt: string) => unknown, runs: number) => {
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      const began = performance.now();
      await work(receipts[(run * 7919) % BALLOTS]!);
      times.push(performance.now() - began);
    }
    return quantile(times, 0.5);
  };
  const rebuilt = await timed(async (receipt) => {
    const all = await sql<{ receipt: string }[]>`select private.receipts(${POLL}) as receipt`;
    inclusionProof(all.map(({ receipt }) => receipt), receipt);
  }, 3);
  const kept = await timed(async (receipt) => {
    const pages = await sql<{ number: number; nodes: Uint8Array; size: number }[]>`
      select number, nodes, size from private.receipt_path(${POLL}, ${
      Buffer.from(receipt, "hex")
    })`;
    proofFromPages(pages, receipt, pages[0]!.size);
  }, RUNS);
  report(`Proving one of ${BALLOTS} ballots`, [
    [
      `from the kept tree: ${kept.toFixed(1)} ms`,
      `rebuilt ${rebuilt.toFixed(0)} ms`,
      kept / rebuilt,
    ],
  ]);
} finally {
  await server.stop();
}
