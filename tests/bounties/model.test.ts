// Random commands of five people over several bounties, with the clock jumping, against a model of what
// each may do and what then moves. After every command the wallets, what is in escrow and what went back
// to cards are what the model says: nobody gains or loses otherwise.
import assert from "node:assert/strict";
import fc from "fast-check";
import postgres from "postgres";
import { prepareData } from "../../stack/prepared_data.ts";
import { startDatabase } from "../../stack/stack.ts";
import { largestRemainder } from "../campaigns/naive.ts";
import { type Answer, World } from "./world.ts";

const RUNS = Deno.env.get("NIGHTLY") ? 500 : 8;
const PEOPLE = 5;
/** The owner and the moderator; the others are members. */
const JUDGES = [1, 2];

interface Contribution {
  id: string;
  person: number;
  payment?: { id: string; total: number };
  escrow: number;
  due: number;
  refund?: "pending" | "failed";
}

interface Work {
  id: string;
  person: number;
  status: "handed_in" | "declined" | "withdrawn" | "awarded";
  share?: number;
}

interface Bounty {
  id: string;
  asset: "LIVE" | "EUR";
  poster: number;
  status: string;
  /** Days from now. */
  ends: number;
  review: number;
  settles: number;
  extensions: number;
  contributions: Contribution[];
  work: Work[];
  dispute?: { id: string; raiser: number; age: number };
}

interface Promised {
  bounty: Bounty;
  person: number;
  id: string;
  total: number;
}

const isOver = ({ status }: Bounty) =>
  ["awarded", "decided", "expired", "cancelled"].includes(status);
const isNamed = ({ work }: Bounty) => work.some(({ share }) => share !== undefined);
const stands = ({ status }: Work) => status === "handed_in" || status === "declined";
const waits = ({ work }: Bounty) => work.some(({ status }) => status === "handed_in");
const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
const escrow = ({ contributions }: Bounty) => sum(contributions.map(({ escrow }) => escrow));
const isParty = (b: Bounty, person: number) =>
  b.poster === person || [...b.contributions, ...b.work].some((part) => part.person === person);

/** What may be done, and what then moves. */
class Model {
  bounties: Bounty[] = [];
  promised: Promised[] = [];
  cards = 0;
  paidIn = 0;
  private wallets = new Map<string, number>();

  has(person: number, asset: string): number {
    return this.wallets.get(`${person} ${asset}`) ?? 0;
  }

  gain(person: number, asset: string, amount: number): void {
    this.wallets.set(`${person} ${asset}`, this.has(person, asset) + amount);
  }

  takesMoney(b: Bounty, person: number): boolean {
    return b.ends > 0 && (b.status === "open" || b.status === "draft" && b.poster === person);
  }

  put(b: Bounty, contribution: Contribution): void {
    const before = b.contributions.find(({ id }) => id === contribution.id);
    if (before) before.escrow += contribution.escrow;
    else b.contributions.push(contribution);
    if (b.status === "draft") b.status = "open";
    if (isOver(b)) contribution.due = contribution.escrow;
  }

  settle(b: Bounty, status: string, winners: Work[], shares: number[], returned: number): void {
    const held = b.contributions.filter(({ escrow }) => escrow > 0)
      .sort((one, other) => one.id < other.id ? -1 : 1);
    const parts = divide(escrow(b), [...shares, returned]);
    const back = held.length === 0 ? [] : divide(parts.at(-1)!, held.map(({ escrow }) => escrow));
    held.forEach((contribution, place) => {
      contribution.escrow = contribution.payment ? back[place]! : 0;
      contribution.due = contribution.escrow;
      if (!contribution.payment) this.gain(contribution.person, b.asset, back[place]!);
    });
    winners.forEach((work, place) => {
      work.status = "awarded";
      this.gain(work.person, b.asset, parts[place]!);
    });
    b.status = status;
  }

  pay(b: Bounty): void {
    const winners = b.work.filter(({ share }) => share !== undefined)
      .sort((one, other) => one.id < other.id ? -1 : 1);
    this.settle(b, "awarded", winners, winners.map(({ share }) => share!), 0);
  }

  end(b: Bounty, status: string): void {
    if (!b.work.some(stands)) return this.settle(b, status, [], [], 1);
    b.status = "in_review";
    b.review = waits(b) ? 7 : 0;
    b.settles = b.review + 7;
  }

  hurry(b: Bounty): void {
    if (b.status !== "in_review" || b.settles <= 0 || waits(b)) return;
    b.review = Math.min(b.review, 0);
    b.settles = b.work.some(({ status }) => status === "declined") ? Math.min(b.settles, 7) : 0;
  }

  pass(days: number): void {
    for (const b of this.bounties) {
      b.ends -= days;
      b.review -= days;
      b.settles -= days;
      if (b.dispute) b.dispute.age += days;
    }
  }

  tend(): void {
    const due = this.bounties.flatMap((b) =>
      b.contributions.filter((c) => c.due > 0 && c.refund !== "pending").map((c) => ({ b, c }))
    );
    for (const b of this.bounties) {
      if (b.status === "draft" && b.ends <= 0) this.end(b, "cancelled");
      else if (b.status === "open" && b.ends <= 0) this.end(b, "expired");
      else if (b.status === "in_review" && b.settles <= 0) {
        if (isNamed(b)) this.pay(b);
        else this.settle(b, "expired", [], [], 1);
      } else if (b.status === "disputed" && b.dispute!.age >= 60) {
        this.settle(b, "decided", [], [], 1);
      }
    }
    for (const { b, c } of due) {
      if (c.refund !== "failed") {
        c.refund = "pending";
        continue;
      }
      this.gain(c.person, b.asset, c.due);
      c.escrow -= c.due;
      c.due = 0;
    }
  }

  /** What is anywhere: it came in and is still there. */
  total(asset: string): number {
    const held = sum(this.bounties.filter((b) => b.asset === asset).map(escrow));
    return held + sum(Array.from({ length: PEOPLE }, (_, n) => this.has(n + 1, asset))) +
      (asset === "EUR" ? this.cards : 0);
  }
}

function divide(total: number, weights: number[]): number[] {
  return largestRemainder(BigInt(total), weights.map(BigInt)).map(Number);
}

const who = fc.integer({ min: 1, max: PEOPLE });
const which = fc.nat({ max: 11 });
const shares = fc.array(fc.nat({ max: 5 }), { maxLength: 4 });
/** Null is who put it up. */
const somebody = fc.option(who, { freq: 3 });
const of = <D extends string, R>(
  weight: number,
  what: D,
  parts: { [K in keyof R]: fc.Arbitrary<R[K]> },
) => ({
  weight,
  arbitrary: fc.record({ ...parts, do: fc.constant(what) }) as unknown as fc.Arbitrary<
    { do: D } & R
  >,
});
const command = fc.oneof(
  of(5, "fund", { who, which, amount: fc.integer({ min: 1, max: 400 }) }),
  of(3, "start", { who, which, amount: fc.integer({ min: 100, max: 3_000 }) }),
  of(3, "tell", { which }),
  of(9, "hand_in", { who, which }),
  of(3, "decline", { who: somebody, which, work: which }),
  of(1, "withdraw", { who: somebody, which, work: which }),
  of(3, "award", { who: somebody, which, shares }),
  of(1, "cancel", { who: somebody, which }),
  of(1, "extend", { who: somebody, which, by: fc.integer({ min: -1, max: 9 }) }),
  of(5, "dispute", { who, which }),
  of(4, "decide", {
    who: fc.integer({ min: 1, max: 3 }),
    which,
    shares,
    returned: fc.nat({ max: 3 }),
  }),
  of(2, "pass", { days: fc.constantFrom<number>(1, 3, 7) }),
  of(3, "tend", {}),
  of(2, "answer", { status: fc.constantFrom("succeeded" as const, "failed" as const) }),
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

/** One run: the model beside the database. */
class Run {
  model = new Model();
  constructor(readonly world: World) {}

  /** The database did what the model says may be done, and nothing else. */
  private agrees(answer: Answer, isLegal: boolean, about: unknown): boolean {
    assert.equal(!answer.refused, isLegal, `${answer.refused ?? "done"}: ${JSON.stringify(about)}`);
    return isLegal;
  }

  async putUp(poster: number, asset: "LIVE" | "EUR"): Promise<void> {
    const { id } = await this.world.putUp(poster, asset);
    this.model.bounties.push({
      id,
      asset,
      poster,
      status: "draft",
      ends: 10,
      review: 0,
      settles: 0,
      extensions: 0,
      contributions: [],
      work: [],
    });
  }

  async step(c: Command): Promise<void> {
    const { model, world } = this;
    if (c.do === "tend") {
      await world.tend();
      return model.tend();
    } else if (c.do === "pass") {
      await world.pass(c.days);
      return model.pass(c.days);
    } else if (c.do === "answer") {
      return await this.answer(c.status);
    } else if (c.do === "tell") {
      return await this.tell(c.which);
    }
    const b = model.bounties[c.which % model.bounties.length];
    if (!b) return;
    const person = c.who ?? b.poster;
    switch (c.do) {
      case "fund": {
        const answer = await world.fund(person, b.id, c.amount);
        const legal = model.takesMoney(b, person) && b.asset === "LIVE" &&
          model.has(person, "LIVE") >= c.amount;
        if (!this.agrees(answer, legal, [c, b])) return;
        model.gain(person, "LIVE", -c.amount);
        return model.put(b, { id: answer.id, person, escrow: c.amount, due: 0 });
      }
      case "start": {
        const answer = await world.pay(person, b.id, c.amount);
        if (!this.agrees(answer, model.takesMoney(b, person) && b.asset === "EUR", [c, b])) return;
        model.promised.push({ bounty: b, person, id: answer.id, total: c.amount });
        return;
      }
      case "hand_in": {
        const answer = await world.hand_in(person, b.id);
        const own = b.work.filter((work) => work.person === person);
        const legal = b.status === "open" && b.ends > 0 && person !== b.poster && own.length < 5 &&
          !own.some(({ status }) => status === "handed_in");
        if (!this.agrees(answer, legal, [c, b])) return;
        b.work.push({ id: answer.id, person, status: "handed_in" });
        return;
      }
      case "decline": {
        const work = b.work[c.work % b.work.length];
        if (!work || work.status === "declined") return;
        const answer = await world.call(person, `decline_submission('${work.id}', 'No.')`);
        const legal = person === b.poster && work.status === "handed_in" && !isNamed(b) &&
          ["open", "in_review"].includes(b.status);
        if (!this.agrees(answer, legal, [c, b])) return;
        work.status = "declined";
        return model.hurry(b);
      }
      case "withdraw": {
        const work = b.work[c.work % b.work.length];
        if (!work || work.status === "withdrawn") return;
        const by = c.who ?? work.person;
        const answer = await world.call(by, `withdraw_submission('${work.id}')`);
        const legal = by === work.person && work.share === undefined &&
          ["open", "in_review"].includes(b.status);
        if (!this.agrees(answer, legal, [c, b])) return;
        work.status = "withdrawn";
        return model.hurry(b);
      }
      case "award": {
        if (isNamed(b)) return;
        const [winners, shares] = this.named(b, c.shares);
        const answer = await world.call(
          person,
          `award_bounty('${b.id}', '{${winners.map(({ id }) => id)}}', '{${shares}}')`,
        );
        const legal = person === b.poster && winners.length > 0 && winners.every(stands) &&
          ["open", "in_review"].includes(b.status) && escrow(b) > 0;
        if (!this.agrees(answer, legal, [c, b])) return;
        winners.forEach((work, place) => work.share = shares[place]);
        if (
          b.work.some((work) => stands(work) && work.share === undefined) ||
          b.contributions.some((contribution) => contribution.person !== b.poster)
        ) return void Object.assign(b, { status: "in_review", review: 0, settles: 3 });
        return model.pay(b);
      }
      case "cancel": {
        if (b.status === "cancelled") return;
        const answer = await world.call(person, `cancel_bounty('${b.id}')`);
        const legal = person === b.poster && ["draft", "open"].includes(b.status) && !waits(b);
        if (this.agrees(answer, legal, [c, b])) model.end(b, "cancelled");
        return;
      }
      case "extend": {
        if (c.by === 0) return;
        const answer = await world.call(
          person,
          `extend_bounty('${b.id}', now() + interval '${b.ends + c.by} days')`,
        );
        const legal = person === b.poster && ["draft", "open"].includes(b.status) && b.ends > 0 &&
          c.by > 0 && b.extensions < 3 && !waits(b);
        if (!this.agrees(answer, legal, [c, b])) return;
        b.ends += c.by;
        b.extensions += 1;
        return;
      }
      case "dispute": {
        if (b.dispute) return;
        const answer = await world.call(person, `dispute_bounty('${b.id}', 'No.')`);
        const legal = isParty(b, person) && b.status === "in_review" && b.review <= 0 &&
          b.settles > 0;
        if (!this.agrees(answer, legal, [c, b])) return;
        b.dispute = { id: answer.id, raiser: person, age: 0 };
        b.status = "disputed";
        return;
      }
      case "decide": {
        if (!b.dispute) return;
        const [winners, shares] = this.named(b, c.shares);
        // The same words again would be the same decision, told once more.
        const answer = await world.call(
          person,
          `decide_dispute('${b.dispute.id}', 'So ${crypto.randomUUID()}.', '{${
            winners.map(({ id }) => id)
          }}', '{${shares}}',
            ${c.returned})`,
        );
        const legal = JUDGES.includes(person) && !isParty(b, person) && b.status === "disputed" &&
          winners.length + c.returned > 0 && winners.every(stands);
        if (this.agrees(answer, legal, [c, b])) {
          model.settle(b, "decided", winners, shares, c.returned);
        }
      }
    }
  }

  /** The first pieces of work with a share each; of none is 0. */
  private named(b: Bounty, drawn: number[]): [Work[], number[]] {
    const chosen = b.work.map((work, place) => ({ work, share: drawn[place] ?? 0 }))
      .filter(({ share }) => share > 0);
    return [chosen.map(({ work }) => work), chosen.map(({ share }) => share)];
  }

  private async tell(which: number): Promise<void> {
    const [paid] = this.model.promised.splice(which % (this.model.promised.length || 1), 1);
    if (!paid) return;
    assert.equal(await this.world.paid(paid.id, paid.total), "applied");
    const net = paid.total - Math.floor((paid.total * 250 + 5_000) / 10_000) - 25;
    this.model.paidIn += net;
    const [row] = await this.world.sql`
      select id from public.bounty_contributions where payment_id = ${paid.id}`;
    this.model.put(paid.bounty, {
      id: row!.id,
      person: paid.person,
      payment: { id: paid.id, total: paid.total },
      escrow: net,
      due: 0,
    });
  }

  /** The provider answers to all that it was asked for. */
  private async answer(status: "succeeded" | "failed"): Promise<void> {
    const asked = await this.world.sql<{ id: string; payment_id: string; amount: number }[]>`
      select r.id, r.payment_id, r.amount::float8
      from public.refunds r
      join public.payments p on p.id = r.payment_id
      where r.status = 'requested' and p.space_id = ${this.world.club}`;
    for (const refund of asked) {
      assert.equal(await this.world.refunded(refund, status), "applied");
      const contribution = this.model.bounties.flatMap(({ contributions }) => contributions)
        .find(({ payment }) => payment?.id === refund.payment_id)!;
      assert.equal(contribution.refund, "pending");
      contribution.refund = status === "failed" ? "failed" : undefined;
      if (status === "failed") continue;
      this.model.cards += contribution.due;
      contribution.escrow -= contribution.due;
      contribution.due = 0;
    }
  }

  async check(): Promise<void> {
    const { model, world } = this;
    for (let person = 1; person <= PEOPLE; person++) {
      for (const asset of ["LIVE", "EUR"]) {
        assert.equal(
          await world.has(person, asset),
          model.has(person, asset),
          `${person} ${asset}`,
        );
      }
    }
    for (const b of model.bounties) {
      assert.deepEqual(
        await world.state(b.id),
        { status: b.status, escrowed_amount: escrow(b) },
        JSON.stringify(b),
      );
    }
    assert.equal(model.total("EUR"), model.paidIn);
    assert.equal(model.total("LIVE"), PEOPLE * 1_000);
    assert.deepEqual(await world.faults(), []);
  }
}

Deno.test("random bounties do what the model says, and the books are whole", async () => {
  const data = await prepareData({ seed: false });
  const database = await startDatabase({ data, ephemeral: true, seed: false });
  const sql = postgres(database.url, { max: 2, onnotice: () => {} });
  const world = new World(sql, PEOPLE);
  try {
    await world.open();
    const run = new Run(world);
    for (let person = 1; person <= PEOPLE; person++) run.model.gain(person, "LIVE", 1_000);
    const ends = ["awarded", "cancelled", "decided", "expired"];
    const seen = new Set<string>();
    const play = () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(command, { minLength: 60, maxLength: 60, size: "max" }),
          async (commands) => {
            for (const poster of [1, 2, 3]) {
              await run.putUp(poster, poster === 2 ? "EUR" : "LIVE");
              const put = { who: poster, which: poster - 1, amount: 100 * poster };
              await run.step({ do: poster === 2 ? "start" : "fund", ...put });
            }
            await run.step({ do: "tell", which: 0 });
            for (const each of commands) {
              await run.step(each);
              await run.check();
            }
            // In the end everything is somebody's.
            for (let round = 0; round < 5; round++) {
              await run.step({ do: "pass", days: 10 });
              await run.step({ do: "pass", days: 10 });
              await run.step({ do: "pass", days: 10 });
              await run.step({ do: "tend" });
              await run.step({ do: "tend" });
              await run.step({ do: "answer", status: round % 2 ? "failed" : "succeeded" });
            }
            await run.step({ do: "tend" });
            await run.check();
            for (const b of run.model.bounties) {
              assert.ok(isOver(b) && escrow(b) === 0, JSON.stringify(b));
              seen.add(b.status);
            }
            run.model.bounties = [];
            run.model.promised = [];
            assert.deepEqual([...await sql`select * from private.reconcile_ledger()`], []);
          },
        ),
        { numRuns: RUNS, endOnFailure: true },
      );
    await play();
    // Chance may leave one of them out.
    for (let more = 0; more < 10 && seen.size < ends.length; more++) await play();
    assert.deepEqual([...seen].sort(), ends);
  } finally {
    await sql.end({ timeout: 1 });
    await database.stop();
  }
});
