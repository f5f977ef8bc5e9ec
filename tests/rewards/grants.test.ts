// Grants against a second reckoning: random actions of a few people, some of them repeated, each
// compared with what a plain reading of the rules says; then many at the same moment.
import assert from "node:assert/strict";
import fc from "fast-check";
import type postgres from "postgres";
import { startTestServer } from "../support/database.ts";

const idOf = (person: number) => `a0000000-0000-4000-8000-00000000000${person}`;
const people = [0, 1, 2];
const tiers = [null, "premium", "superachiever"] as const;
const hour = 3_600_000;
const start = Date.UTC(2026, 0, 1, 7);

/** min(F(n), 233) by a factor of up to 2.618, in floating point: far from any half. */
function bonus(streak: number): number {
  const series = [1, 1];
  while (series.length < 13) series.push(series.at(-1)! + series.at(-2)!);
  const golden = Math.min(1 + (streak - 1) / 33 * 1.618, 2.618);
  return Math.round(series[Math.min(streak, 13) - 1]! * golden);
}

interface Rule {
  token: string;
  base: number;
  sunday: number;
  percents: [number, number, number];
  daily: number;
}
const rules: Record<string, Rule> = {
  post: { token: "LUCK", base: 2, sunday: 5, percents: [100, 200, 300], daily: 5 },
  post_life: { token: "LIFE", base: 3, sunday: 6, percents: [100, 200, 300], daily: 3 },
  message: { token: "LOVE", base: 5, sunday: 5, percents: [100, 200, 300], daily: 10 },
  attendance: { token: "LUCK", base: 25, sunday: 25, percents: [100, 125, 150], daily: 3 },
};

interface Act {
  person: number;
  space: 0 | 1;
  action: string;
  source: number;
  pause: number;
}

/** What the rules say, told as simply as it goes. */
class Reckoning {
  granted = new Map<string, number>();
  balances = new Map<string, number>();
  times = new Map<string, number>();
  streaks = new Map<string, { length: number; day: number; at: number }>();
  bonuses = new Set<string>();

  act({ person, space, action, source }: Act, at: number): number {
    const key = [person, space, action, source].join();
    if (this.granted.has(key)) return this.granted.get(key)!;
    const rule = rules[action]!;
    const day = Math.floor(at / (24 * hour));
    const wallet = [person, rule.token].join();
    const balance = this.balances.get(wallet) ?? 0;

    const base = new Date(at).getUTCDay() === 0 ? rule.sunday : rule.base;
    let points = Math.floor(base * rule.percents[person]! / 100);
    if (balance > 1000) points = Math.floor(points / 2);
    const daily = [person, action, day].join();
    const times = this.times.get(daily) ?? 0;
    if (times >= rule.daily) points = 0;
    else this.times.set(daily, times + 1);

    const before = this.streaks.get([person, space].join());
    let extra = 0;
    if (!before || before.day < day) {
      const length = before && at - before.at <= 36 * hour ? before.length + 1 : 1;
      this.streaks.set([person, space].join(), { length, day, at });
      const paid = [wallet, day].join();
      if (!this.bonuses.has(paid)) extra = bonus(length);
      this.bonuses.add(paid);
    } else before.at = at;

    this.granted.set(key, points + extra);
    this.balances.set(wallet, balance + points + extra);
    return points + extra;
  }
}

async function settle(sql: postgres.Sql, spaces: string[]) {
  for (const person of people) {
    await sql`insert into auth.users (id, aud, role, email) values
      (${idOf(person)}, 'authenticated', 'authenticated', ${person + "@example.com"})`;
  }
  for (const [place, space] of spaces.entries()) {
    await sql`insert into public.spaces (id, name, slug)
      values (${space}, 'Somewhere', ${"somewhere-" + place})`;
    for (const person of people) {
      await sql`select private.admit(${space}, ${idOf(person)}, ${
        person === 0 ? "owner" : "member"
      })`;
      if (tiers[person]) {
        await sql`insert into private.membership_tiers (space_id, profile_id, tier)
          values (${space}, ${idOf(person)}, ${tiers[person]})`;
      }
    }
  }
}

Deno.test("rewards", async (t) => {
  const server = await startTestServer();
  const spaces = [0, 1].map(() => crypto.randomUUID());
  try {
    await t.step("streaks earn what they should", async () => {
      const sql = await server.clone();
      const rows = await sql`
        select n, private.streak_bonus(n)::int as bonus from generate_series(1, 60) as n`;
      for (const row of rows) assert.equal(row.bonus, bonus(row.n), `day ${row.n}`);
    });

    await t.step("random actions earn what the rules say, and it sums up", async () => {
      const sql = await server.clone();
      await settle(sql, spaces);
      const act = fc.record({
        person: fc.constantFrom(...people),
        space: fc.constantFrom(0 as const, 1 as const),
        action: fc.constantFrom(...Object.keys(rules)),
        source: fc.nat(40),
        // Mostly the same day; sometimes just within or beyond what a streak survives.
        pause: fc.oneof(fc.nat(5), fc.constantFrom(12, 24, 35, 36, 37, 60)),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 120 }), async (acts) => {
          const reckoning = new Reckoning();
          const undo = new Error("undo");
          await sql.begin(async (sql) => {
            let at = start;
            for (const step of acts) {
              at += step.pause * hour;
              const expected = reckoning.act(step, at);
              const [grant] = await sql`select (private.grant_reward(${spaces[step.space]!},
                ${step.action}, ${idOf(step.person)}, 'thing', ${String(step.source)},
                ${new Date(at)})).amount::int`;
              assert.equal(grant!.amount, expected, JSON.stringify({ step, at: new Date(at) }));
            }
            const rows = await sql`
              select a.balance::int, g.amount::int
              from public.ledger_accounts a
              join lateral (
                select sum(g.amount) as amount from private.reward_grants g
                where g.profile_id = a.owner_profile_id and g.asset_id = a.asset_id
              ) as g on true
              where a.owner = 'person'`;
            for (const { balance, amount } of rows) assert.equal(balance, amount);
            throw undo;
          }).catch((error) => {
            if (error !== undo) throw error;
          });
        }),
        { numRuns: Deno.env.get("NIGHTLY") ? 1000 : 15 },
      );
    });

    await t.step("many at the same moment", async () => {
      const sql = await server.clone(20);
      await settle(sql, spaces);
      const grant = (space: number, source: string) =>
        sql`select (private.grant_reward(${spaces[space]!}, 'post', ${idOf(1)}, 'thing', ${source},
          '2026-01-07T12:00:00Z')).*`.then(([row]) => row!);

      const same = await Promise.all(Array.from({ length: 50 }, () => grant(0, "same")));
      assert.equal(new Set(same.map(({ id }) => id)).size, 1);
      const [booked] = await sql`select count(*)::int as times from private.ledger_transactions`;
      assert.equal(booked!.times, 1);

      const others = await Promise.all(
        Array.from({ length: 40 }, (_, number) => grant(number % 2, `other ${number}`)),
      );
      const earning = others.filter(({ points }) => points !== "0");
      assert.equal(earning.length, 4, "five posts a day, wherever they are");
      const bonuses = [...others, same[0]!].filter(({ streak_bonus }) => streak_bonus !== "0");
      assert.equal(bonuses.length, 1, "one bonus a day");
      const streaks = await sql`select length from private.reward_streaks`;
      assert.deepEqual(streaks.map(({ length }) => length), [1, 1]);
    });
  } finally {
    await server.stop();
  }
});
