// What is left when the functions' process or Postgres itself is killed in the middle of a tally, or
// between a tally and its publication: nothing half done, and whoever tries again gets the count.
import assert from "node:assert/strict";
import { readProcesses } from "../../stack/child.ts";
import { keysOf } from "../../stack/data_folder.ts";
import { startFunctions } from "../../stack/functions.ts";
import { repository } from "../../stack/packages.ts";
import { superuser } from "../../stack/postgres.ts";
import { merkleRoot } from "../../supabase/functions/_shared/voting/mod.ts";
import { eventually, startTestStack, type TestStack } from "../support/stack.ts";
import { cast, club, run } from "./club.ts";

/** Whatever a tally writes. */
const left = (stack: TestStack, poll: string) =>
  stack.sql`
    select (select status from public.polls where id = ${poll}) as status,
      (select count(*)::int from public.poll_results where poll_id = ${poll}) as readings,
      (select count(*)::int from private.receipt_pages where poll_id = ${poll}) as pages`;
const nothing = [{ status: "closed", readings: 0, pages: 0 }];

/** A tally that has written its tree, and waits to write its reading until `then` has been done. */
async function inTheMiddle(
  stack: TestStack,
  start: () => ReturnType<typeof run>,
  then: () => unknown,
): Promise<{ status: number } | Error> {
  const sql = superuser(stack.server, "postgres", { max: 2 });
  const holding = sql.begin(async (sql) => {
    await sql`lock table public.poll_results in share mode`;
    const outcome = start().catch((error: Error) => error);
    await eventually(async () => {
      const [waiting] = await sql`
        select from pg_stat_activity
        where application_name = 'polity-functions' and wait_event_type = 'Lock'`;
      return waiting !== undefined;
    });
    await then();
    return outcome;
  });
  const outcome = await holding.catch((error) => error);
  await sql.end({ timeout: 1 });
  return outcome;
}

Deno.test("crashes", async (t) => {
  await using stack = await startTestStack();
  const { people, owner, open } = await club(stack);
  const voted = async () => {
    const poll = await open();
    const votes = await Promise.all(
      people.map((person, n) => cast(person, poll, n % 3 === 0 ? 0 : 1)),
    );
    await run(owner, poll, "close");
    return { poll, root: merkleRoot(votes.map(({ answer }) => answer.receipt)) };
  };
  const counted = async (poll: string, root: string, status: string) => {
    assert.deepEqual(
      [
        ...await stack.sql`
        select r.status, r.winners, r.ballot_count::int as ballots, r.ballots_root as root,
          p.status as poll
        from public.poll_results r join public.polls p on p.id = r.poll_id
        where r.poll_id = ${poll}`,
      ],
      [{ status: "current", winners: [1], ballots: people.length, root, poll: status }],
    );
  };

  await t.step("Postgres dies in the middle of a tally", async () => {
    const { poll, root } = await voted();
    const outcome = await inTheMiddle(stack, () => run(owner, poll, "tally"), async () => {
      const [victim] = await stack.sql`
        select pid from pg_stat_activity
        where application_name = 'polity-functions' and wait_event_type = 'Lock'`;
      // One process that ends like this takes all with it, and Postgres recovers from its log.
      Deno.kill(victim!.pid, "SIGKILL");
    });
    assert(outcome instanceof Error || outcome.status >= 500, JSON.stringify(outcome));
    await eventually(() => left(stack, poll).then((rows) => rows.length === 1, () => false));
    assert.deepEqual([...await left(stack, poll)], nothing);
    await eventually(async () => (await run(owner, poll, "tally")).status === 200);
    await counted(poll, root, "tallied");
    await eventually(async () => (await run(owner, poll, "publish")).status === 200);
    await counted(poll, root, "published");
  });

  await t.step("the functions die in the middle of a tally, and before a publication", async () => {
    const [halfway, between] = [await voted(), await voted()];
    assert.equal((await run(owner, between.poll, "tally")).status, 200);
    const { pid } = readProcesses(stack.data).find(({ name }) => name === "Edge functions")!;
    const outcome = await inTheMiddle(
      stack,
      () => run(owner, halfway.poll, "tally"),
      () => Deno.kill(pid, "SIGKILL"),
    );
    assert(outcome instanceof Error || outcome.status >= 500, JSON.stringify(outcome));
    await eventually(async () => {
      const [alive] = await stack.sql`
        select from pg_stat_activity where application_name = 'polity-functions'`;
      return alive === undefined;
    });
    assert.deepEqual([...await left(stack, halfway.poll)], nothing);
    await counted(between.poll, between.root, "tallied");

    const { port } = new URL(stack.databaseUrl);
    const functions = await startFunctions(repository, stack.data, await keysOf(stack.data), {
      url: stack.url,
      databasePort: Number(port),
    });
    const { data: { session } } = await owner.auth.getSession();
    const again = async (poll: string, step: string) => {
      const response = await fetch(`${functions.url}/tallies/polls/${poll}/${step}`, {
        method: "POST",
        headers: { authorization: `Bearer ${session!.access_token}` },
      });
      return [response.status, (await response.json()).code];
    };
    try {
      assert.deepEqual(await again(between.poll, "tally"), [409, "invalid_transition"]);
      assert.deepEqual(await again(halfway.poll, "tally"), [200, undefined]);
      for (const { poll, root } of [between, halfway]) {
        assert.deepEqual(await again(poll, "publish"), [200, undefined]);
        await counted(poll, root, "published");
      }
    } finally {
      await functions.child.stop();
    }
  });
});
