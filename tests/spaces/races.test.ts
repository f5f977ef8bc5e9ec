// What must hold when two people decide at the same moment. Both commands are made to wait for the
// same lock, in either order, and are then let go.
import assert from "node:assert/strict";
import postgres from "postgres";
import { prepareData } from "../../stack/prepared_data.ts";
import { startDatabase } from "../../stack/stack.ts";
import { eventually } from "../support/stack.ts";

const names = ["ola", "oto", "mod", "gus", "max", "pia"] as const;
type Name = typeof names[number];
const idOf = (name: Name) => `a0000000-0000-4000-8000-00000000000${names.indexOf(name)}`;

/** Who does what, as a call of a command. */
type Move = [who: Name, command: string];

Deno.test("decisions at the same moment", async (t) => {
  const data = await prepareData({ seed: false });
  const database = await startDatabase({ data, ephemeral: true, seed: false });
  const sql = postgres(database.url, { max: 4, onnotice: () => {} });

  /** Calls a command as somebody, on a connection of its own: "done", or the code of the refusal. */
  const call = ([who, command]: Move) =>
    sql.begin(async (sql) => {
      await sql`select set_config('request.jwt.claims', ${
        JSON.stringify({ sub: idOf(who) })
      }, true)`;
      await sql.unsafe("set local role authenticated");
      await sql.unsafe(`select * from ${command}`);
      return "done";
    }).catch((error) => error.hint ?? error.message);

  const waiting = async () => {
    const rows = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    return rows.length;
  };

  /** Lets two commands go at once that wait for `lock`, the first one first in line. */
  const race = async (lock: string, first: Move, second: Move) => {
    let outcomes: Promise<string>[] = [];
    await sql.begin(async (sql) => {
      await sql.unsafe(lock);
      outcomes = [call(first)];
      await eventually(async () => await waiting() === 1);
      outcomes.push(call(second));
      await eventually(async () => await waiting() === 2);
    });
    return await Promise.all(outcomes);
  };

  let founded = 0;
  /** A space of ola's with these members, and what they are in it as "who role status". */
  const found = async (
    members: Partial<Record<Name, string>>,
    visibility: "private" | "public" = "private",
  ) => {
    const [space] = await sql`insert into public.spaces (name, slug, visibility, join_policy)
      values ('Somewhere', ${"somewhere-" + ++founded}, ${visibility},
        ${visibility === "public" ? "open" : "request"}) returning id`;
    const id = space!.id as string;
    for (const [name, role] of Object.entries({ ola: "owner", ...members }) as [Name, string][]) {
      if (role === "pending") {
        await sql`insert into public.space_members (space_id, profile_id, status, requested_at)
          values (${id}, ${idOf(name)}, 'pending', now())`;
      } else await sql`select private.admit(${id}, ${idOf(name)}, ${role})`;
    }
    const whatIs = async (name: Name) => {
      const [member] = await sql`select role, status from public.space_members
        where space_id = ${id} and profile_id = ${idOf(name)}`;
      return member ? `${member.role} ${member.status}` : "nobody";
    };
    return {
      id,
      whatIs,
      lock: `select from public.spaces where id = '${id}' for update`,
      /** A command of this space. */
      does: (who: Name, command: string, person?: Name, more = ""): Move => [
        who,
        `public.${command}('${id}'${person ? `, '${idOf(person)}'` : ""}${more})`,
      ],
    };
  };
  type Space = Awaited<ReturnType<typeof found>>;

  /** Plays a race in both orders, each in a space of its own, and compares what came of it. */
  const inEitherOrder = async (
    members: Partial<Record<Name, string>>,
    moves: (space: Space) => [Move, Move],
    expected: (outcomes: [string, string], space: Space, order: "as said" | "reversed") => unknown,
    visibility?: "public",
  ) => {
    for (const order of ["as said", "reversed"] as const) {
      const space = await found(members, visibility);
      const [one, other] = moves(space);
      const outcomes = order === "as said"
        ? await race(space.lock, one, other)
        : (await race(space.lock, other, one)).reverse();
      await expected(outcomes as [string, string], space, order);
    }
  };

  try {
    for (const name of names) {
      await sql`insert into auth.users (id, aud, role, email)
        values (${idOf(name)}, 'authenticated', 'authenticated', ${name + "@example.com"})`;
    }

    await t.step("of two owners who leave, one stays", () =>
      inEitherOrder(
        { oto: "owner" },
        ({ does }) => [does("ola", "leave_space"), does("oto", "leave_space")],
        async (outcomes, { whatIs }) => {
          assert.deepEqual(outcomes.toSorted(), ["done", "last_owner"]);
          assert.deepEqual([await whatIs("ola"), await whatIs("oto")].sort(), [
            "nobody",
            "owner active",
          ]);
        },
      ));

    await t.step("of two owners who remove each other, one stays", () =>
      inEitherOrder(
        { oto: "owner" },
        ({ does }) => [does("ola", "remove_member", "oto"), does("oto", "remove_member", "ola")],
        async (outcomes, { whatIs }) => {
          assert.deepEqual(outcomes.toSorted(), ["done", "not_found"]);
          assert.deepEqual([await whatIs("ola"), await whatIs("oto")].sort(), [
            "member removed",
            "owner active",
          ]);
        },
      ));

    await t.step("who is promoted and banned is banned", () =>
      inEitherOrder(
        { mod: "moderator", max: "member" },
        ({ does }) => [
          does("ola", "set_member_role", "max", ", 'contributor'"),
          does("mod", "ban_member", "max"),
        ],
        async (outcomes, { whatIs }, order) => {
          assert.deepEqual(outcomes, [order === "as said" ? "done" : "member_not_found", "done"]);
          assert.equal(await whatIs("max"), "member banned");
        },
      ));

    await t.step("who is promoted out of reach is not banned", () =>
      inEitherOrder(
        { mod: "moderator", max: "member" },
        ({ does }) => [
          does("ola", "set_member_role", "max", ", 'admin'"),
          does("mod", "ban_member", "max"),
        ],
        async (outcomes, { whatIs }, order) => {
          const promoted = order === "as said";
          assert.deepEqual(
            outcomes,
            promoted ? ["done", "rank_too_high"] : ["member_not_found", "done"],
          );
          assert.equal(await whatIs("max"), promoted ? "admin active" : "member banned");
        },
      ));

    await t.step("two approvals: one decides the rank", () =>
      inEitherOrder(
        { mod: "moderator", gus: "organizer", pia: "pending" },
        ({ does }) => [
          does("mod", "approve_request", "pia", ", 'contributor'"),
          does("gus", "approve_request", "pia"),
        ],
        async (outcomes, { whatIs }) => {
          const winner = outcomes.indexOf("done");
          assert.deepEqual(outcomes.toSorted(), ["already_member", "done"]);
          assert.equal(await whatIs("pia"), ["contributor active", "member active"][winner]);
        },
      ));

    await t.step("approve against decline: one of them", () =>
      inEitherOrder(
        { mod: "moderator", gus: "organizer", pia: "pending" },
        (
          { does },
        ) => [does("mod", "approve_request", "pia"), does("gus", "decline_request", "pia")],
        async (outcomes, { whatIs }) => {
          const winner = outcomes.indexOf("done");
          assert.deepEqual(outcomes.toSorted(), ["done", "request_not_found"]);
          assert.equal(await whatIs("pia"), ["member active", "member declined"][winner]);
        },
      ));

    await t.step("who withdraws is out, approved or not", () =>
      inEitherOrder(
        { gus: "organizer", pia: "pending" },
        ({ does }) => [does("gus", "approve_request", "pia"), does("pia", "leave_space")],
        async (outcomes, { whatIs }, order) => {
          assert.deepEqual(outcomes, [order === "as said" ? "done" : "request_not_found", "done"]);
          assert.equal(await whatIs("pia"), "nobody");
        },
      ));

    await t.step("who joins while they are banned is banned", () =>
      inEitherOrder(
        { mod: "moderator" },
        ({ does }) => [does("pia", "join_space"), does("mod", "ban_member", "pia")],
        async (outcomes, { whatIs }, order) => {
          assert.deepEqual(outcomes, [order === "as said" ? "done" : "banned", "done"]);
          assert.equal(await whatIs("pia"), "member banned");
        },
        "public",
      ));

    await t.step("nobody joins what is archived", () =>
      inEitherOrder(
        {},
        ({ does }) => [does("pia", "join_space"), does("ola", "archive_space")],
        async (outcomes, { whatIs }, order) => {
          const inTime = order === "as said";
          assert.deepEqual(outcomes, [inTime ? "done" : "space_archived", "done"]);
          assert.equal(await whatIs("pia"), inTime ? "member active" : "nobody");
        },
        "public",
      ));

    await t.step("who is demoted first promotes nobody", () =>
      inEitherOrder(
        { mod: "moderator", max: "member" },
        ({ does }) => [
          does("mod", "set_member_role", "max", ", 'organizer'"),
          does("ola", "set_member_role", "mod", ", 'organizer'"),
        ],
        async (outcomes, { whatIs }, order) => {
          const inTime = order === "as said";
          assert.deepEqual(outcomes, [inTime ? "done" : "rank_too_high", "done"]);
          assert.equal(await whatIs("max"), inTime ? "organizer active" : "member active");
          assert.equal(await whatIs("mod"), "organizer active");
        },
      ));

    await t.step(
      "an heir who leaves inherits nothing, and who inherited does not leave",
      () =>
        inEitherOrder(
          { max: "member" },
          ({ does }) => [does("ola", "transfer_ownership", "max"), does("max", "leave_space")],
          async (outcomes, { whatIs }, order) => {
            const handedOver = order === "as said";
            assert.deepEqual(
              outcomes,
              handedOver ? ["done", "last_owner"] : ["member_not_found", "done"],
            );
            assert.equal(await whatIs("ola"), handedOver ? "admin active" : "owner active");
            assert.equal(await whatIs("max"), handedOver ? "owner active" : "nobody");
          },
        ),
    );

    await t.step("an invitation is accepted, or void with its sender's rank", async () => {
      for (const order of ["accepted", "void"] as const) {
        const space = await found({ mod: "moderator" });
        assert.equal(
          await call(space.does("mod", "invite_member", "pia", ", 'organizer'")),
          "done",
        );
        const join = space.does("pia", "join_space");
        const remove = space.does("ola", "remove_member", "mod");
        const outcomes = order === "accepted"
          ? await race(space.lock, join, remove)
          : await race(space.lock, remove, join);
        assert.deepEqual(outcomes, order === "accepted" ? ["done", "done"] : ["done", "not_found"]);
        const what = order === "accepted" ? "organizer active" : "nobody";
        assert.equal(await space.whatIs("pia"), what);
      }
    });

    await t.step("ten clicks on one door are one membership", async () => {
      const space = await found({}, "public");
      const clicks = await Promise.all(
        Array.from({ length: 10 }, () => call(space.does("pia", "join_space"))),
      );
      assert.deepEqual([...new Set(clicks)], ["done"]);
      assert.equal(await space.whatIs("pia"), "member active");
    });

    await t.step("of two moves that cross, one is made", async () => {
      const [one, other] = [await found({}), await found({})];
      const outcomes = await race(
        "select private.lock_space_tree(true)",
        ["ola", `public.move_space('${one.id}', '${other.id}')`],
        ["ola", `public.move_space('${other.id}', '${one.id}')`],
      );
      assert.deepEqual(outcomes, ["done", "space_cycle"]);
    });

    await t.step("of two last admins who step down, one stays", async () => {
      await sql`update public.profiles set global_role = 'admin'
        where id in (${idOf("ola")}, ${idOf("oto")})`;
      const outcomes = await race(
        "select pg_advisory_xact_lock(hashtextextended('public.profiles.global_role', 0))",
        ["ola", `public.set_global_role('${idOf("ola")}', 'member')`],
        ["oto", `public.set_global_role('${idOf("oto")}', 'member')`],
      );
      assert.deepEqual(outcomes, ["done", "last_admin"]);
    });
  } finally {
    await sql.end({ timeout: 1 });
    await database.stop();
  }
});
