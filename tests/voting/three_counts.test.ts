// Counts that share no code with the engine, on the same random elections: SQL over single ballots
// for methods that add up, and published libraries for what they define as we do.
import assert from "node:assert/strict";
import * as condorcet from "condorcet";
import fc from "fast-check";
import * as votes from "votes";
import {
  type Group,
  tally,
  type TallyResult,
} from "../../supabase/functions/_shared/voting/mod.ts";
import { startTestServer } from "../support/database.ts";
import { type Counted, counted, electionsOf, type RandomElection, VOTE } from "./support.ts";

const ELECTIONS = 1000;
/** Weights are whole halves of a vote, so that sums of them are exact as doubles too. */
const HALF = VOTE / 2n;

interface Election {
  options: number;
  seats: number;
  parameters: Record<string, unknown>;
  groups: Group[];
}

/** Random elections of a method, half of them with weights so fine that ties are rare. */
function elections(method: Counted): fc.Arbitrary<RandomElection> {
  const coarse = electionsOf(method);
  const halves = fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 9, maxLength: 9 });
  const fine = fc.tuple(coarse, halves).map(([election, halves]) => ({
    ...election,
    groups: election.groups.map((group, index) => ({
      ...group,
      weight: BigInt(halves[index]!) * HALF,
    })),
  }));
  return fc.oneof(coarse, fine);
}

// SQL ----------------------------------------------------------------------------------------------

/** What a ballot `b` of the election `e` gives the option `o`. */
const points: Partial<Record<string, string>> = {
  yes_no: `(b.choice = (array['"yes"', '"no"']::jsonb[])[o + 1])::int`,
  consent: `(b.choice = (array['"consent"', '"object"']::jsonb[])[o + 1])::int`,
  plurality: `(b.choice = to_jsonb(o))::int`,
  approval: `(b.choice @> to_jsonb(o))::int`,
  score: `coalesce(
    (b.choice ->> o)::int,
    case e.parameters ->> 'aggregate' when 'sum' then (e.parameters ->> 'min')::int end
  )`,
  stance: `(b.choice ->> o)::int`,
  cumulative: `(b.choice ->> o)::int`,
  budget_split: `(b.choice ->> o)::int`,
  quadratic: `(b.choice ->> o)::int`,
  // Half a point for every equal and one for every lower option, and the points of last place.
  borda: `(
    select (e.parameters ->> 'base')::int - 0.5
      + sum(case when theirs > mine then 1 when theirs = mine then 0.5 else 0 end)
    from pg_temp.place(b.choice, o, e.parameters ->> 'unranked') as mine
    cross join generate_series(0, e.options - 1) as other
    cross join pg_temp.place(b.choice, other, e.parameters ->> 'unranked') as theirs
    where b.choice <> '[]' and mine is not null and theirs is not null
  )`,
};

/** What `electionsOf` does not make: ballots that are a word about one proposal. */
const words: Record<string, { choices: string[]; parameters: Record<string, unknown>[] }> = {
  yes_no: {
    choices: ["yes", "no", "abstain"],
    parameters: [{ thresholdBps: 5000 }, { thresholdBps: 6600 }],
  },
  consent: {
    choices: ["consent", "stand_aside", "object"],
    parameters: [{ maxObjectionBps: 0 }, { maxObjectionBps: 2000 }],
  },
};

function electionsInSql(method: string): fc.Arbitrary<Election> {
  const said = words[method];
  if (said === undefined) return elections(method as Counted);
  const group = fc.record({
    choice: fc.constantFrom(...said.choices),
    weight: fc.integer({ min: 0, max: 4 }).map((halves) => BigInt(halves) * HALF),
    count: fc.constant(1),
  });
  return fc.record({
    options: fc.constant(2),
    seats: fc.constant(1),
    parameters: fc.constantFrom(...said.parameters),
    groups: fc.array(group, { maxLength: 9 }),
  });
}

/** The engine's totals by option, doubled, as borda has halves. */
function totalsOf(result: TallyResult): bigint[] {
  if (!("totals" in result)) throw new Error(result.method);
  const { totals } = result;
  if (!Array.isArray(totals)) {
    return "yes" in totals
      ? [2n * totals.yes, 2n * totals.no]
      : [2n * totals.consent, 2n * totals.object];
  }
  return totals.map((total) => {
    const [top, bottom = "1"] = String(total).split("/");
    return 2n * BigInt(top!) / BigInt(bottom);
  });
}

Deno.test("SQL over single ballots adds up to what the engine counts", async (t) => {
  const server = await startTestServer();
  const sql = await server.clone();
  try {
    await sql`create temporary table elections (id int, options int, parameters jsonb)`;
    await sql`
      create temporary table ballots (election int, choice jsonb, weight bigint)`;
    await sql`
      create function pg_temp.place(choice jsonb, option int, unranked text) returns bigint
      language sql immutable as $$
        select coalesce(
          (
            select tier.place
            from jsonb_array_elements(choice) with ordinality as tier (members, place)
            where tier.members @> to_jsonb(option)
          ),
          case unranked when 'last' then 99 end
        ) $$`;
    for (const [method, given] of Object.entries(points)) {
      await t.step(method, async () => {
        const sample = fc.sample(electionsInSql(method), ELECTIONS);
        await sql`truncate elections, ballots`;
        await sql`
          insert into elections select * from jsonb_to_recordset(${
          JSON.stringify(sample.map(({ options, parameters }, id) => ({ id, options, parameters })))
        }::text::jsonb) as x (id int, options int, parameters jsonb)`;
        await sql`
          insert into ballots select * from jsonb_to_recordset(${
          JSON.stringify(sample.flatMap(({ groups }, election) =>
            groups.map(({ choice, weight }) => ({ election, choice, weight: String(weight) }))
          ))
        }::text::jsonb) as x (election int, choice jsonb, weight bigint)`;
        const rows = await sql.unsafe<{ totals: string[]; ranks: number[] }[]>(`
          with totals as (
            select e.id, o as option, coalesce(sum(b.weight * given.points), 0) as total,
              coalesce(sum(b.weight) filter (where given.points is not null), 0) as voters,
              e.parameters ->> 'aggregate' = 'mean' as is_mean
            from elections e
            cross join generate_series(0, e.options - 1) as o
            left join ballots b on b.election = e.id
            left join lateral (select ${given} as points) as given on true
            group by e.id, o, is_mean
          ),
          ordered as (
            select t.*, dense_rank() over (
              partition by t.id
              order by case when t.is_mean then t.total / nullif(t.voters, 0) else t.total end
                desc nulls last
            ) as rank
            from totals t
          )
          select array_agg((2 * o.total)::bigint order by o.option)::text[] as totals,
            array_agg(o.rank::int order by o.option) as ranks
          from ordered o
          group by o.id
          order by o.id`);
        assert.equal(rows.length, ELECTIONS);
        let elected = 0;
        sample.forEach((election, id) => {
          const result = tally({ ...election, method, seed: "s1" });
          assert.deepEqual(totalsOf(result).map(String), rows[id]!.totals, shown(election));
          // Where nobody is elected there is no order; yes_no and consent have a threshold.
          if (result.winners.length === 0 || method in words) return;
          elected += 1;
          const ranks = rows[id]!.ranks;
          const expected = [...new Set(ranks)].sort((a, b) => a - b)
            .map((rank) => ranks.flatMap((one, option) => one === rank ? [option] : []));
          assert.deepEqual(result.ranking, expected, shown(election));
        });
        assert(method in words || elected > ELECTIONS / 2, `only ${elected} elected anybody`);
      });
    }
  } finally {
    await server.stop();
  }
});

// Libraries ----------------------------------------------------------------------------------------

/** An election as `votes` takes it. An option left out is last there, so it stands in a last tier. */
interface Ballots {
  candidates: string[];
  ballots: { ranking: string[][]; weight: number }[];
}

function forVotes({ options, groups }: Election): Ballots {
  const candidates = Array.from({ length: options }, (_, option) => `${option}`);
  return {
    candidates,
    ballots: groups.map(({ choice, weight }) => {
      const ranking = (choice as number[][]).map((tier) => tier.map(String));
      const left = candidates.filter((option) => !ranking.flat().includes(option));
      return {
        ranking: ranking.length === 0 || left.length === 0 ? ranking : [...ranking, left],
        weight: Number(weight / HALF),
      };
    }),
  };
}

/** Values by option in the order of positions. */
const inOrder = <Value>(scores: Record<string, Value>) =>
  Object.keys(scores).sort((a, b) => Number(a) - Number(b)).map((option) => scores[option]!);
const halves = (weights: readonly bigint[]) => weights.map((weight) => Number(weight / HALF));

/** Compares one election; says whether there was something to compare. */
type Compare = (election: Election) => boolean;

const comparisons: Partial<Record<Counted, Record<string, Compare>>> = {
  plurality: {
    votes(election) {
      const groups = election.groups.map((group) => ({ ...group, choice: [[group.choice]] }));
      const { candidates, ballots } = forVotes({ ...election, groups });
      const first = ballots.map(({ ranking, weight }) => ({ ranking: [ranking[0]!], weight }));
      const expected = new votes.FirstPastThePost({ candidates, ballots: first }).scores();
      assert.deepEqual(halves(counted("plurality", election).totals), inOrder(expected));
      return true;
    },
  },
  approval: {
    votes(election) {
      const candidates = Array.from({ length: election.options }, (_, option) => `${option}`);
      const ballots = election.groups.map(({ choice, weight }) => ({
        ranking: [(choice as number[]).map(String)],
        weight: Number(weight / HALF),
      }));
      const expected = new votes.Approbation({ candidates, ballots }).scores();
      assert.deepEqual(halves(counted("approval", election).totals), inOrder(expected));
      return true;
    },
  },
  borda: {
    // There a ranking's first place is worth as many points as there are options.
    votes(election) {
      if (election.parameters.unranked !== "last") return false;
      const { candidates, ballots } = forVotes(election);
      const expected = new votes.Borda({ candidates, ballots }).scores();
      const totals = totalsOf(counted("borda", {
        ...election,
        parameters: { ...election.parameters, base: 1 },
      }));
      assert.deepEqual(totals.map((total) => Number(total) / Number(2n * HALF)), inOrder(expected));
      return true;
    },
  },
  copeland: {
    votes(election) {
      if (election.parameters.unranked !== "last") return false;
      const expected = new votes.Copeland(matrixOf(election)).scores();
      const points = counted("copeland", election).points.map((points) => {
        const [top, bottom = "1"] = points.split("/");
        return Number(top) / Number(bottom);
      });
      assert.deepEqual(points, inOrder(expected));
      return true;
    },
  },
  minimax: {
    // There an option that loses to none has its least lead, below 0.
    votes(election) {
      const { unranked, pairStrength } = election.parameters;
      if (unranked !== "last") return false;
      const { WinningVotes, Margins } = votes.MinimaxVariant;
      const variant = pairStrength === "margins" ? Margins : WinningVotes;
      const expected = new votes.Minimax({ ...matrixOf(election), variant }).scores();
      assert.deepEqual(
        halves(counted("minimax", election).worstDefeats),
        inOrder(expected).map((score) => Math.max(0, -score)),
      );
      return true;
    },
  },
  schulze: {
    votes(election) {
      const { unranked, pairStrength } = election.parameters;
      if (unranked !== "last") return false;
      const matrix = matrixOf(election);
      const strength = pairStrength === "margins" ? votes.utils.makeAntisymetric(matrix) : matrix;
      assert.deepEqual(
        counted("schulze", election).wins,
        inOrder(new votes.Schulze(strength).scores()),
      );
      return true;
    },
    // Winning votes; it holds every vote as a ballot of its own.
    condorcet(election) {
      const { unranked, pairStrength } = election.parameters;
      const votes = election.groups.reduce((sum, { weight }) => sum + Number(weight / HALF), 0);
      if (unranked !== "last" || pairStrength !== "winning_votes" || votes > 50) return false;
      const options = [...new Array(election.options).keys()];
      const count = new condorcet.Schulze(new Set(options));
      for (const { choice, weight } of election.groups) {
        const ballot = new Map(
          (choice as number[][]).flatMap((tier, place) => tier.map((option) => [option, place])),
        );
        count.addBallot(ballot, Number(weight / HALF));
      }
      const expected = count.rankWithValues();
      assert.deepEqual(
        counted("schulze", election).wins,
        options.map((option) => expected.get(option)),
      );
      return true;
    },
  },
  ranked_pairs: {
    // There all duels of one strength are locked at once, so only where no two have the same.
    votes(election) {
      const { unranked, pairStrength } = election.parameters;
      if (unranked !== "last" || pairStrength !== "winning_votes") return false;
      const matrix = matrixOf(election);
      const duels = matrix.array.flatMap((row, a) =>
        row.filter((strength, b) => strength > 0 && (a < b || strength !== matrix.array[b]![a]))
      );
      if (duels.length === 0 || new Set(duels).size < duels.length) return false;
      const result = counted("ranked_pairs", { ...election, seats: 1 });
      if (result.ties.length > 0) return false;
      const ranking = new votes.RankedPairs(matrix).ranking();
      assert.deepEqual(result.winners.map(String), ranking[0]);
      return true;
    },
  },
  irv: {
    // There all that are tied for the fewest drop out at once. Sixty times the weight, so that
    // parts of it are whole.
    votes(election) {
      const { candidates, ballots } = forVotes(election);
      const ranked = ballots.flatMap(({ ranking, weight }, index) => {
        const length = (election.groups[index]!.choice as unknown[]).length;
        return length === 0 ? [] : [{ ranking: ranking.slice(0, length), weight: 60 * weight }];
      });
      const rounds = new votes.InstantRunoff({ candidates, ballots: ranked }).computeRounds();
      const order = rounds.map(({ roundResult }) => roundResult.eliminated);
      if (order.some((eliminated) => eliminated.length !== 1)) return false;
      assert.deepEqual(counted("irv", election).winners.map(String), order.at(-1));
      return true;
    },
  },
  majority_judgment: {
    // There the median of an even number lies between two grades. Its first tier is its best grade.
    votes(election) {
      const { candidates } = forVotes({ ...election, groups: [] });
      const best = (election.parameters.grades as number) - 1;
      const ballots = election.groups.map(({ choice, weight }) => ({
        ranking: Array.from(
          { length: best + 1 },
          (_, place) =>
            candidates.filter((option) =>
              ((choice as (number | null)[])[Number(option)] ?? 0) === best - place
            ),
        ),
        weight: Number(weight / HALF),
      }));
      if (ballots.reduce((sum, { weight }) => sum + weight, 0) % 2 === 0) return false;
      const expected = new votes.MajorityJudgment({ candidates, ballots }).medians();
      assert.deepEqual(
        counted("majority_judgment", election).medians,
        inOrder(expected).map((place) => best - place),
      );
      return true;
    },
  },
};

function matrixOf(election: Election) {
  const { ballots, candidates } = forVotes(election);
  return votes.utils.matrixFromBallots(ballots, candidates);
}

for (const [method, libraries] of Object.entries(comparisons)) {
  for (const [library, compare] of Object.entries(libraries)) {
    Deno.test(`${method}: the library ${library} counts the same`, () => {
      let compared = 0;
      while (compared < ELECTIONS) {
        fc.assert(
          fc.property(elections(method as Counted), (election) => {
            if (compare(election)) compared += 1;
          }),
          { numRuns: ELECTIONS },
        );
      }
    });
  }
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_, part) => typeof part === "bigint" ? String(part) : part);
}
