// What must hold when two people act on a proposal at the same moment.
import assert from "node:assert/strict";
import postgres from "postgres";
import { prepareData } from "../../stack/prepared_data.ts";
import { startDatabase } from "../../stack/stack.ts";
import { eventually } from "../support/stack.ts";

const person = (number: number) => `a0000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const [ola, kim, sam] = [person(1), person(2), person(3)];

Deno.test("proposals at the same moment", async (t) => {
  const data = await prepareData({ seed: false });
  const database = await startDatabase({ data, ephemeral: true, seed: false });
  const sql = postgres(database.url, { max: 8, onnotice: () => {} });
  /** Calls a command as somebody, on a connection of its own; what it returns, or its refusal. */
  const call = (caller: string, command: string): Promise<postgres.Row> =>
    sql.begin(async (sql) => {
      await sql`select set_config('request.jwt.claims', ${JSON.stringify({ sub: caller })}, true)`;
      await sql.unsafe("set local role authenticated");
      const [row] = await sql.unsafe(`select * from public.${command}`);
      return row!;
    }).catch((error) => {
      if (error.code?.startsWith("PT")) return { refused: error.hint };
      throw error;
    });
  /** Lets calls wait for the club, each in its turn, and then go at once. */
  const together = async (...calls: (() => ReturnType<typeof call>)[]) => {
    let answers: Promise<postgres.Row[]>;
    await sql.begin(async (holding) => {
      await holding`select from public.spaces for no key update`;
      answers = Promise.all(calls.map((one) => one()));
      await eventually(async () => {
        const waiting = await sql`
          select from pg_stat_activity where wait_event_type = 'Lock' and query like '%public.%'`;
        return waiting.length >= calls.length;
      });
    });
    return await answers!;
  };
  try {
    await sql`insert into auth.users (id, aud, role, email)
      select ('a0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'authenticated',
        'authenticated', n || '@example.com'
      from generate_series(1, 3) as n`;
    const { id: club } = await call(ola, "create_space('Club', 'club')");
    await sql`insert into public.space_members (space_id, profile_id, role, status, joined_at)
      values (${club}, ${kim}, 'organizer', 'active', now()),
        (${club}, ${sam}, 'member', 'active', now())`;
    const draft = (title: string) =>
      call(sam, `create_proposal('${club}', 'quest', '${title}', 'x')`);
    /** A proposal that is ripe for the vote. */
    const ripe = async (title: string) => {
      const { id } = await draft(title);
      await call(sam, `submit_proposal('${id}')`);
      await sql`
        update public.proposals set deliberates_until = now(), seconds_needed = 0 where id = ${id}`;
      return id as string;
    };
    /** Ends it, so that its author has room for more. */
    const over = (id: string) =>
      sql`
        update public.proposals
        set ended_at = now(),
          status = case status when 'voting' then 'rejected' else 'withdrawn' end::public.proposal_status
        where id = ${id}`;
    const polls = (id: string) => sql`select id from public.polls where target_id = ${id}`;
    /** Ends a vote and counts it with this winner, as if it was published eight days ago. */
    const voted = async (poll: string, winner: number) => {
      await sql`alter table public.polls disable trigger polls_before_update_guard`;
      await sql`update public.polls set closes_at = now() where id = ${poll}`;
      await sql`alter table public.polls enable trigger polls_before_update_guard`;
      await sql`select private.end_poll(${poll})`;
      await sql`
        insert into public.poll_results (poll_id, lens, engine_version, lens_definition, lens_hash,
          snapshot_hash, ballots_root, ballot_count, eligible_count, total_weight, winners, result)
        select ${poll}, 'equal', '1', '{}', h, h, h, 1, 3, 1000000, ${[winner]}::smallint[], '{}'
        from repeat('0', 64) as h`;
      await sql`select private.mark_tallied(${poll})`;
      await sql`select private.publish_proposal_polls()`;
      await sql`update public.polls set published_at = now() - interval '8 days'
        where id = ${poll}`;
    };

    await t.step("two clicks on a draft are one draft", async () => {
      const [one, two] = await together(() => draft("A dock"), () => draft("A dock"));
      assert.equal(one!.id, two!.id);
    });

    await t.step("two organizers who open it open one vote", async () => {
      const id = await ripe("A boat");
      const open = (who: string) => () => call(who, `open_proposal('${id}')`);
      const [one, two] = await together(open(ola), open(kim));
      assert.deepEqual([one!.status, two!.status], ["voting", "voting"]);
      assert.equal(one!.poll_id, two!.poll_id);
      assert.equal((await polls(id)).length, 1);
    });

    await t.step(
      "of a revision and the vote, one comes first and the other is told so",
      async () => {
        for (let round = 0; round < 10; round++) {
          const id = await ripe(`Round ${round}`);
          const [revised, opened] = await together(
            () => call(sam, `revise_proposal('${id}', 'Round ${round}', 'y')`),
            () => call(kim, `open_proposal('${id}')`),
          );
          const [poll] = await sql`select description from public.polls where target_id = ${id}`;
          if (poll) {
            assert.equal(revised!.refused, "proposal_frozen");
            assert.equal(poll.description, "x", "the vote is on the text that was talked over");
          } else {
            assert.equal(revised!.body, "y");
            assert.equal(opened!.refused, "deliberation_not_over");
          }
          await over(id);
        }
      },
    );

    await t.step(
      "of two amendments accepted at once one is the text, the other stale",
      async () => {
        const { id } = await draft("A mast");
        await call(sam, `submit_proposal('${id}')`);
        const [one, two] = await Promise.all(
          [ola, kim].map((who) =>
            call(who, `amend_proposal('${id}', 1, 'A mast', 'y ${who}', 'Why not?')`)
          ),
        );
        const accept = (amendment: postgres.Row) => () =>
          call(sam, `accept_amendment('${amendment.id}', 1)`);
        const answers = await together(accept(one!), accept(two!));
        assert.deepEqual(answers.map(({ refused }) => refused ?? "done").sort(), [
          "amendment_stale",
          "done",
        ]);
        const [{ revision, body }] = await sql`
        select revision, body from public.proposals where id = ${id}` as [postgres.Row];
        const [accepted, ...more] = await sql`
        select body, became_revision from public.amendments
        where proposal_id = ${id} and status = 'accepted'`;
        assert.equal(more.length, 0);
        assert.deepEqual([accepted!.body, accepted!.became_revision], [body, revision]);
      },
    );

    await t.step(
      "an amendment changed while it is accepted is accepted as it was read",
      async () => {
        for (let round = 0; round < 10; round++) {
          const { id } = await draft(`Sail ${round}`);
          await call(sam, `submit_proposal('${id}')`);
          const { id: amendment } = await call(
            kim,
            `amend_proposal('${id}', 1, 'Sail ${round}', 'y', 'Why not?')`,
          );
          const [accepted, changed] = await together(
            () => call(sam, `accept_amendment('${amendment}', 1)`),
            () => call(kim, `revise_amendment('${amendment}', 1, 'Sail ${round}', 'z', 'Or so.')`),
          );
          if (accepted!.refused) assert.equal(accepted!.refused, "amendment_revised");
          else {
            assert.equal(accepted!.body, "y");
            assert.equal(changed!.refused, "amendment_frozen");
          }
          await call(sam, `withdraw_proposal('${id}')`);
        }
      },
    );

    await t.step("two clicks on an amendment are one", async () => {
      const { id } = await draft("A rope");
      await call(sam, `submit_proposal('${id}')`);
      const amend = () => call(kim, `amend_proposal('${id}', 1, 'A rope', 'y', 'Why not?')`);
      const [one, two] = await together(amend, amend);
      assert.equal(one!.id, two!.id);
    });

    await t.step("of two elections called at once one is held", async () => {
      const { id: council } = await call(ola, `create_council('${club}', 'The eight', 1, 365)`);
      const election = async (who: string, title: string) =>
        (await call(who, `propose_election('${council}', '${title}', 'x')`)).id as string;
      const [one, two] = [await election(sam, "One"), await election(kim, "Two")];
      const answers = await together(
        () => call(sam, `submit_proposal('${one}')`),
        () => call(kim, `submit_proposal('${two}')`),
      );
      assert.deepEqual(answers.map(({ refused }) => refused ?? "held").sort(), [
        "election_under_way",
        "held",
      ]);
      const [{ id: held }] = await sql`select id from public.proposals
        where council_id = ${council} and status = 'deliberation'` as [postgres.Row];

      const stand = () => call(sam, `stand_for_council('${held}', 'Me.')`);
      await together(stand, stand);
      const candidates = await sql`
        select from public.council_candidacies where proposal_id = ${held}`;
      assert.equal(candidates.length, 1, "two clicks stand once");
    });

    await t.step("two clocks seat a winner once", async () => {
      const [election] = await sql`
        update public.proposals set deliberates_until = now(), seconds_needed = 0
        where council_id is not null and status = 'deliberation' returning id`;
      await sql`select private.end_deliberations()`;
      const [poll] = await sql`select id from public.polls where target_id = ${election!.id}`;
      await voted(poll!.id, 0);
      await Promise.all([1, 2, 3].map(() => sql`select private.seat_councils()`));
      await sql`select private.seat_councils()`;
      const terms = await sql`select from public.council_terms where election_id = ${election!.id}`;
      assert.equal(terms.length, 1);
    });

    await t.step("a revision at the last moment is voted on, or comes too late", async () => {
      for (let round = 0; round < 10; round++) {
        const id = await ripe(`Last moment ${round}`);
        const [revised] = await Promise.all([
          call(sam, `revise_proposal('${id}', 'Last moment ${round}', 'y')`),
          sql`select private.end_deliberations()`,
          sql`select private.end_deliberations()`,
        ]);
        await sql`select private.end_deliberations()`;
        const [poll, ...more] = await polls(id);
        assert.equal(more.length, 0, "one vote");
        if (poll) assert.equal(revised!.refused, "proposal_frozen");
        else assert.equal(revised!.body, "y", "three more days");
        await over(id);
      }
    });

    const [token] = await sql`
      insert into public.assets (code, name, kind, scale, space_id)
      values ('OAR', 'Oars', 'token', 0, ${club}) returning id`;
    await sql`select private.post_transaction('reward', 'grant',
      array[private.system_account(${token!.id}, 'issuance'),
        private.wallet_of(${kim}, ${token!.id})], array[-100, 100]::bigint[])`;
    await sql`update public.spaces set settings =
      jsonb_build_object('proposals', jsonb_build_object('stake',
        jsonb_build_object('asset', ${token!.id}::text))) where id = ${club}`;
    const staked = async (title: string) =>
      (await call(kim, `create_proposal('${club}', 'quest', '${title}', 'x', stake => 60)`))
        .id as string;
    const submit = (id: string) => () => call(kim, `submit_proposal('${id}')`);
    const held = async () =>
      Number(
        (await sql`select held from public.ledger_accounts
          where owner_profile_id = ${kim} and asset_id = ${token!.id}`)[0]!.held,
      );

    await t.step("two clicks on a submission hold one stake", async () => {
      const id = await staked("A crane");
      const answers = await together(submit(id), submit(id));
      assert.deepEqual(answers.map(({ stake_status }) => stake_status), ["held", "held"]);
      assert.equal(await held(), 60);
      await call(kim, `withdraw_proposal('${id}')`);
      assert.equal(await held(), 0);
    });

    await t.step("nothing is staked on two proposals at once", async () => {
      const [one, two] = [await staked("A winch"), await staked("A hoist")];
      const answers = await together(submit(one), submit(two));
      assert.deepEqual(answers.map(({ refused }) => refused ?? "held").sort(), [
        "held",
        "insufficient_funds",
      ]);
      assert.equal(await held(), 60);
      for (const id of [one, two]) await call(kim, `withdraw_proposal('${id}')`);
      assert.equal(await held(), 0);
    });

    await t.step("withdrawn at the last moment or lapsed, a stake comes back once", async () => {
      const id = await staked("A buoy");
      for (let round = 0; round < 3; round++) {
        await submit(id)();
        assert.equal(await held(), 60);
        await sql`update public.proposals set deliberates_until = now(), seconds_needed = 2
          where id = ${id}`;
        const clock = () => sql`select private.end_deliberations()`;
        const [withdrawn] = await Promise.all([
          round < 2 ? null : call(kim, `withdraw_proposal('${id}')`),
          clock(),
          clock(),
        ]);
        await clock();
        assert.equal(withdrawn?.status ?? "withdrawn", "withdrawn");
        assert.equal(await held(), 0);
      }
      const holds = await sql`select from public.ledger_holds where status = 'pending'`;
      assert.equal(holds.length, 0);
    });

    await t.step("kept stakes of several people meet a transfer between them", async () => {
      await sql`update public.spaces set settings = jsonb_set(settings,
        '{proposals,stake,kept_if_rejected}', 'true') where id = ${club}`;
      const wallet = async (who: string) =>
        (await sql`select private.wallet_of(${who}, ${token!.id}) as id`)[0]!.id as string;
      const wallets = [await wallet(kim), await wallet(sam)] as const;
      await sql`select private.post_transaction('reward', 'grant to sam',
        array[private.system_account(${token!.id}, 'issuance'), ${wallets[1]}],
        array[-100, 100]::bigint[])`;
      // The clock comes to the proposals in one order, to the wallets in the other.
      const [low, high] = wallets[0] < wallets[1] ? [kim, sam] : [sam, kim];
      const drafts = async (who: string) => {
        const ids: string[] = [];
        for (let n = 0; n < 5; n++) {
          const command = `create_proposal('${club}', 'quest', 'Quay ${n}', 'x', stake => 60)`;
          ids.push((await call(who, command)).id);
        }
        return ids.sort();
      };
      const [early, late] = [(await drafts(high))[0]!, (await drafts(low)).at(-1)!];
      assert.ok(early < late);
      for (const [who, id] of [[high, early], [low, late]] as const) {
        await call(who, `submit_proposal('${id}')`);
        await sql`
          update public.proposals set deliberates_until = now(), seconds_needed = 0 where id = ${id}`;
        await sql`select private.end_deliberations()`;
        await voted((await polls(id))[0]!.id, 1);
      }
      let kept: Promise<unknown>;
      await sql.begin(async (transfer) => {
        const take = (account: string) =>
          transfer`select from public.ledger_accounts where id = ${account} for no key update`;
        const [first, second] = wallets.toSorted();
        await take(first!);
        kept = sql`select private.keep_stakes()`.execute();
        await eventually(async () => {
          const waiting = await sql`
            select from pg_stat_activity
            where wait_event_type = 'Lock' and query like '%keep_stakes%'`;
          return waiting.length > 0;
        });
        await take(second!);
      });
      await kept!;
      const statuses = await sql`
        select stake_status from public.proposals where id in ${sql([early, late])}`;
      assert.deepEqual(statuses.map(({ stake_status }) => stake_status), ["kept", "kept"]);
    });
  } finally {
    await sql.end();
    await database.stop();
  }
});
