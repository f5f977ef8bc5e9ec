// Random people give random commands about random people, one after the other. Whatever comes of it,
// nobody gains what nobody above them gave. NIGHTLY=1 plays ten times as many sequences.
import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import type postgres from "postgres";
import { startTestServer } from "../support/database.ts";

const numRuns = Deno.env.get("NIGHTLY") ? 100_000 : 10_000;

/** People and spaces by number. */
const people = [1, 2, 3, 4, 5, 6];
const CLUB = 1;
const DEN = 2;
const ranks = ["member", "contributor", "organizer", "moderator", "admin", "owner"];
const doors = ["open", "request", "invite"];

const personId = (number: number) => `a0000000-0000-4000-8000-00000000000${number}`;
const spaceId = (number: number) => `b0000000-0000-4000-8000-00000000000${number}`;

// Those that bring people in and up come more often, or everybody would soon be outside.
const weights = {
  invite: 4,
  join: 6,
  approve: 4,
  rank: 5,
  ban: 3,
  unban: 3,
  leave: 2,
  remove: 2,
  decline: 2,
  restore: 2,
  transfer: 1,
  level: 1,
  door: 1,
  archive: 1,
};
type Name = keyof typeof weights;

interface Command {
  command: Name;
  space: number;
  actor: number;
  person: number;
  role: string;
  door: string;
}

interface Membership {
  space: number;
  person: number;
  status: string;
  role: string;
  level: string;
  invitedBy: number;
}

interface State {
  /** By the space's number. */
  spaces: Map<number, { door: string; archived: boolean }>;
  /** By what `place` says, with the line that the membership was read from. */
  members: Map<number, Membership & { line: string }>;
}

interface Step {
  outcome: string;
  /** Only where it is another than before. */
  state?: string;
  leaks?: number;
}

const commands: fc.Arbitrary<Command> = fc.record({
  command: fc.oneof(
    ...Object.entries(weights).map(([name, weight]) => ({
      weight,
      arbitrary: fc.constant(name as Name),
    })),
  ),
  space: fc.constantFrom(CLUB, DEN),
  actor: fc.constantFrom(...people),
  person: fc.constantFrom(...people),
  role: fc.constantFrom(...ranks),
  door: fc.constantFrom(...doors),
});
const sequences = fc.array(commands, { minLength: 8, maxLength: 9 });

/** Where a membership stands in a state. */
const place = (space: number, person: number) => space * 10 + person;

/** Reads what plays.state() writes. */
function read(text: string): State {
  const state: State = { spaces: new Map(), members: new Map() };
  for (const line of text.split("\n")) {
    const words = line.split(" ");
    const space = Number(words[0]);
    if (words.length === 3) {
      state.spaces.set(space, { door: words[1]!, archived: words[2] === "t" });
    } else {
      const [, person, status, role, level, invitedBy] = words as [string, ...string[]];
      state.members.set(place(space, Number(person)), {
        line,
        space,
        person: Number(person),
        status: status!,
        role: role!,
        level: level!,
        invitedBy: Number(invitedBy),
      });
    }
  }
  return state;
}

/** Height of a rank, from 1. */
const height = (role: string) => ranks.indexOf(role) + 1;
/** Height of an active member's rank; 0 for everybody else. */
const heightOf = (member?: Membership) => member?.status === "active" ? height(member.role) : 0;
const OWNER = height("owner");
const outranks = (rank: number, other: number) => rank > other || rank === OWNER;

/** What people may do to themselves. */
const bySelf: Name[] = ["join", "leave", "rank", "transfer", "level"];

/** What people may do to others, and the rank it takes. */
const takes: Partial<Record<Name, string>> = {
  invite: "organizer",
  approve: "organizer",
  decline: "organizer",
  remove: "organizer",
  rank: "organizer",
  level: "organizer",
  ban: "moderator",
  unban: "moderator",
  transfer: "owner",
};

/** May this command have made `now` of a membership that was `old`? */
function judge(by: Command, before: State, old?: Membership, now?: Membership): void {
  const { space, person: whose } = (old ?? now)!;
  const rankOf = (person: number) => heightOf(before.members.get(place(by.space, person)));
  const rank = rankOf(by.actor);
  assert.equal(space, by.space, "a command reaches into one space");
  assert(!before.spaces.get(space)!.archived || by.command === "leave", "an archived one rests");

  if (old?.status === "invited" && !now && whose !== by.actor) {
    // Void, since whoever sent it lost the rank for it.
    const lost = old.invitedBy === by.actor ? ["leave", "rank", "transfer"] : [];
    const taken = old.invitedBy === by.person ? ["rank", "remove", "ban"] : [];
    assert([...lost, ...taken].includes(by.command), "an invitation stands while its sender does");
  } else if (whose === by.actor) {
    assert(bySelf.includes(by.command), "nobody does this to themselves");
    assert(old?.status !== "banned", "nobody sheds a ban");
    if (by.command === "level") assert.equal(rank, OWNER, "nobody sets their own level");
    if (heightOf(now) <= heightOf(old)) return;
    assert.equal(by.command, "join", "nobody promotes themselves");
    if (old?.status === "invited") {
      assert.equal(now!.role, old.role, "an invitation is worth what it says");
      assert(outranks(rankOf(old.invitedBy), height(old.role)), "and its sender can still say it");
    } else {
      assert.equal(before.spaces.get(space)!.door, "open", "a shut door stays shut");
      assert.equal(now!.role, "member", "an open door makes members");
    }
  } else {
    assert.equal(whose, by.person, "a command changes whom it names");
    assert(by.command in takes, "nobody does this to others");
    assert(rank >= height(takes[by.command]!), "a command takes its rank");
    assert(outranks(rank, heightOf(old)), "nobody decides about their equals");
    if (now && ["active", "invited"].includes(now.status)) {
      assert(outranks(rank, height(now.role)), "nobody gives what they could not");
    }
    if (heightOf(now) > 0 && heightOf(old) === 0) {
      assert.equal(old?.status, "pending", "nobody is made a member who did not ask");
    }
    if (old?.status === "banned") assert.equal(by.command, "unban", "a ban is lifted, not lost");
    if (by.command === "unban") assert.equal(now, undefined, "a lifted ban gives nothing");
    if (old && now && old.level !== now.level) assert.equal(by.command, "level");
  }
}

/** May this command have made `after` of `before`? */
function check(by: Command, before: State, after: State): void {
  for (const key of new Set([...before.members.keys(), ...after.members.keys()])) {
    const [old, now] = [before.members.get(key), after.members.get(key)];
    if (old?.line !== now?.line) judge(by, before, old, now);
  }
  for (const [space, now] of after.spaces) {
    const old = before.spaces.get(space)!;
    const rank = heightOf(before.members.get(place(space, by.actor)));
    if (old.archived !== now.archived) {
      assert.equal(by.command, now.archived ? "archive" : "restore");
      assert.equal(rank, OWNER);
    }
    if (old.door !== now.door) {
      assert.equal(by.command, "door");
      assert(rank >= height("admin") && !old.archived);
    }
    const owners = [...after.members.values()].filter((member) =>
      member.space === space && heightOf(member) === OWNER
    );
    assert(owners.length > 0, "a space keeps an owner");
  }
}

/** Two spaces whose content is their members' alone, one by invitation and one by request. */
async function found(sql: postgres.Sql): Promise<void> {
  const as = async (person: number, command: string) => {
    const claims = JSON.stringify({ sub: personId(person) });
    await sql`select set_config('request.jwt.claims', ${claims}, false)`;
    const [row] = await sql.unsafe(`select * from ${command}`);
    return row!.id as string;
  };
  for (const person of people) {
    await sql`insert into auth.users (id, aud, role, email)
      values (${personId(person)}, 'authenticated', 'authenticated', ${person + "@example.com"})`;
  }
  const build = async (
    number: number,
    visibility: string,
    owner: number,
    members: [person: number, role: string][],
  ) => {
    const space = spaceId(number);
    await sql`insert into public.spaces (id, name, slug, visibility, join_policy)
      values (${space}, 'Somewhere', ${"space-" + number}, ${visibility},
        ${visibility === "private" ? "invite" : "request"})`;
    await sql`select private.admit(${space}, ${personId(owner)}, 'owner')`;
    for (const [person, role] of members) {
      await as(owner, `public.invite_member('${space}', '${personId(person)}', '${role}')`);
      await as(person, `public.join_space('${space}')`);
    }
    const poll = await as(owner, `public.create_poll('${space}', 'Shall we?', 'yes_no')`);
    await as(owner, `public.open_poll('${poll}')`);
  };
  await build(CLUB, "private", 1, [[2, "admin"], [3, "organizer"], [4, "contributor"]]);
  await build(DEN, "unlisted", 2, [[1, "moderator"], [5, "organizer"]]);
  await as(1, `public.ban_member('${spaceId(CLUB)}', '${personId(5)}')`);
  await as(2, `public.invite_member('${spaceId(CLUB)}', '${personId(6)}', 'moderator')`);
  await as(1, `public.ban_member('${spaceId(DEN)}', '${personId(6)}')`);
  await as(4, `public.join_space('${spaceId(DEN)}')`);
}

Deno.test("no sequence of commands gives anybody what nobody above them gave", async () => {
  const server = await startTestServer();
  try {
    const sql = await server.clone();
    await found(sql);
    await sql.unsafe(await Deno.readTextFile(join(import.meta.dirname!, "play.sql")));
    const [begin] = await sql`select plays.state()`;
    const start = read(begin!.state);
    const play = async (sequence: Command[]): Promise<{ steps: Step[]; leaks: number }> => {
      const called = sequence.map((command) => ({
        ...command,
        space: spaceId(command.space),
        actor: personId(command.actor),
        person: personId(command.person),
      }));
      const [row] = await sql`select plays.play(${sql.json(called)}) as told`;
      return row!.told;
    };

    const outcomes = new Map<string, number>();
    let played = 0;
    await fc.assert(
      fc.asyncProperty(sequences, async (sequence) => {
        // What a sequence did is undone, yet takes room until it is swept up.
        if (++played % 100 === 0) await sql.unsafe("vacuum public.spaces, public.space_members");
        const { steps, leaks } = await play(sequence);
        assert.equal(steps.length, sequence.length);
        assert.equal(leaks, 0, "who is outside reads nothing");
        let state = start;
        for (const [index, { outcome, ...change }] of steps.entries()) {
          const command = sequence[index]!;
          const what = `${command.command} ${outcome}`;
          outcomes.set(what, (outcomes.get(what) ?? 0) + 1);
          try {
            assert.match(outcome, /^[a-z_]+$/, "a refusal has a code");
            if (change.state === undefined) continue;
            assert.equal(outcome, "done", "what is refused changes nothing");
            assert.equal(change.leaks, 0, "who was put outside reads nothing");
            const next = read(change.state);
            check(command, state, next);
            state = next;
          } catch (cause) {
            throw new Error(`Command ${index + 1}, ${what}`, { cause });
          }
        }
      }),
      { numRuns },
    );

    // A run in which nothing happens proves nothing.
    for (const name of Object.keys(weights)) {
      assert(outcomes.get(`${name} done`)! > numRuns / 500, `${name} is hardly ever done`);
    }
    const refusals = new Set([...outcomes.keys()].map((what) => what.split(" ")[1]));
    const expected = "rank_too_high last_owner banned already_member not_yourself not_found " +
      "request_not_found member_not_found space_archived not_banned";
    for (const code of expected.split(" ")) assert(refusals.has(code), `${code} never comes`);
  } finally {
    await server.stop();
  }
});
