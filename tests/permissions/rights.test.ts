// Who may do what: the database's answers against a second reading of the rule, case by case, and
// what no sequence of tunings may ever bring about.
import assert from "node:assert/strict";
import fc from "fast-check";
import type postgres from "postgres";
import { startTestServer } from "../support/database.ts";

const ladder = ["member", "contributor", "organizer", "moderator", "admin", "owner"] as const;
type Rank = typeof ladder[number];
const rank = (role: string) => ladder.indexOf(role as Rank);

interface Permission {
  key: string;
  least_role: Rank;
  is_tunable: boolean;
}

/** What can be permitted in a space. */
const catalogue = (sql: postgres.Sql) =>
  sql<Permission[]>`
    select key, least_role, is_tunable from public.permissions where scope = 'space' order by key`;

/** Signs a person up and returns their id. */
async function person(sql: postgres.Sql, name: string): Promise<string> {
  const [row] = await sql`
    insert into auth.users (id, aud, role, email)
    values (gen_random_uuid(), 'authenticated', 'authenticated', ${name + "@example.com"})
    returning id`;
  return row!.id;
}

Deno.test("rights", async (t) => {
  const server = await startTestServer();
  try {
    await t.step("every rank, permission, tuning, status and archive", async () => {
      await everyCase(await server.clone());
    });
    await t.step("nobody gains by tuning", async () => {
      await nobodyGains(await server.clone());
    });
  } finally {
    await server.stop();
  }
});

async function everyCase(sql: postgres.Sql): Promise<void> {
  await sql`select private.declares_permission('attics.view', 'contributor', 'See the attic.')`;
  const permissions = await catalogue(sql);
  const statuses = (await sql`
    select unnest(enum_range(null::public.membership_status))::text as status`)
    .map(({ status }) => status as string);

  const spaces: { id: string; tuning: "default" | "allowed" | "denied"; archived: boolean }[] = [];
  for (const tuning of ["default", "allowed", "denied"] as const) {
    for (const archived of [false, true]) {
      const [row] = await sql`
        insert into public.spaces (slug, name, archived_at)
        values (${`${tuning}-${archived}`}, ${tuning}, ${archived ? new Date() : null})
        returning id`;
      spaces.push({ id: row!.id, tuning, archived });
      if (tuning === "default") continue;
      // Fixed permissions, too: what stood there before they were fixed counts no more.
      await sql`
        insert into public.role_permissions (space_id, permission, role, is_allowed)
        select ${row!.id}, p.key, r.role, ${tuning === "allowed"}
        from public.permissions p, unnest(enum_range(null::public.space_role)) as r (role)
        where p.scope = 'space' and r.role < 'owner'`;
    }
  }
  const people: { id: string; role: Rank; status: string }[] = [];
  for (const role of ladder) {
    for (const status of statuses) {
      const id = await person(sql, `${role}-${status}`);
      people.push({ id, role, status });
      await sql`
        insert into public.space_members
          (space_id, profile_id, role, status, requested_at, decided_at, joined_at)
        select s.id, ${id}, ${role}, ${status},
          case ${status} when 'pending' then now() end,
          case when ${status} in ('declined', 'removed', 'banned') then now() end,
          case ${status} when 'active' then now() end
        from public.spaces s`;
    }
  }
  const stranger = { id: await person(sql, "stranger"), role: "owner" as const, status: "none" };

  await sql.unsafe(`
    create function pg_temp.answers(person uuid) returns jsonb language plpgsql as $$
    begin
      perform set_config('request.jwt.claims', json_build_object('sub', person)::text, true);
      return jsonb_build_object(
        'held', (
          select jsonb_object_agg(s.id, array(
            select p.key from public.permissions p
            where p.scope = 'space' and private.has_permission(s.id, person, p.key) order by 1))
          from public.spaces s),
        'now', (select jsonb_object_agg(s.id, public.my_permissions(s.id)) from public.spaces s),
        'may', (
          select jsonb_object_agg(s.id, array(
            select p.key from public.permissions p where public.may(p.key, s.id) order by 1))
          from public.spaces s),
        'sets', (
          select jsonb_object_agg(s.id, array(
            select p.key from public.permissions p
            where s.id = any (private.my_space_ids_with(p.key)) order by 1))
          from public.spaces s));
    end $$`);

  for (const { id, role, status } of [...people, stranger]) {
    const [row] = await sql`select pg_temp.answers(${id}) as answers`;
    for (const space of spaces) {
      const held = permissions.filter(({ least_role, is_tunable }) => {
        if (status !== "active") return false;
        if (!is_tunable || role === "owner" || space.tuning === "default") {
          return rank(role) >= rank(least_role);
        }
        return space.tuning === "allowed";
      }).map(({ key }) => key);
      const now = held.filter((key) => !space.archived || key.endsWith(".view"));
      const about = `${role}, ${status}, ${space.tuning}${space.archived ? ", archived" : ""}`;
      assert.deepEqual(row!.answers.held[space.id], held, `${about}: has_permission`);
      assert.deepEqual(row!.answers.now[space.id], now, `${about}: my_permissions`);
      assert.deepEqual(row!.answers.may[space.id], now, `${about}: may`);
      assert.deepEqual(row!.answers.sets[space.id], now, `${about}: my_space_ids_with`);
    }
  }
}

interface Tuning {
  actor: number;
  role: Rank;
  permission: string;
  /** Null resets. */
  allowed: boolean | null;
}

async function nobodyGains(sql: postgres.Sql): Promise<void> {
  const cast: Rank[] = [...ladder, "admin", "owner"];
  const [space] = await sql`
    insert into public.spaces (slug, name) values ('club', 'Club') returning id`;
  const ids: string[] = [];
  for (const [index, role] of cast.entries()) {
    const id = await person(sql, `person${index}`);
    ids.push(id);
    await sql`
      insert into public.space_members (space_id, profile_id, role, status, joined_at)
      values (${space!.id}, ${id}, ${role}, 'active', now())`;
  }
  // Runs a sequence and tells, before it and after each command, what everybody may do.
  await sql.unsafe(`
    create function pg_temp.play(people uuid[], space uuid, commands jsonb) returns jsonb
    language plpgsql as $$
    declare
      command jsonb;
      outcome text;
      states jsonb := '[]';
    begin
      for command in select 'null' union all select c from jsonb_array_elements(commands) as c loop
        outcome := 'done';
        if command <> 'null' then
          perform set_config('request.jwt.claims',
            json_build_object('sub', people[(command ->> 'actor')::integer + 1])::text, true);
          begin
            if command -> 'allowed' = 'null' then
              perform public.reset_permission(space, (command ->> 'role')::public.space_role,
                command ->> 'permission');
            else
              perform public.tune_permission(space, (command ->> 'role')::public.space_role,
                command ->> 'permission', (command ->> 'allowed')::boolean);
            end if;
          exception when others then
            get stacked diagnostics outcome = pg_exception_hint;
          end;
        end if;
        states := states || jsonb_build_object('outcome', outcome, 'held', (
          select jsonb_agg(array(
            select h.permission from private.held_permissions h
            where h.space_id = space and h.profile_id = p.id order by 1) order by p.place)
          from unnest(people) with ordinality as p (id, place)));
      end loop;
      delete from public.role_permissions;
      return states;
    end $$`);
  const keys = (await catalogue(sql)).map(({ key }) => key);
  // Mostly those who may: a member's attempts end at once.
  const commands = fc.array(
    fc.record<Tuning>({
      actor: fc.oneof(fc.constantFrom(4, 5, 6, 7), fc.nat(cast.length - 1)),
      role: fc.constantFrom(...ladder),
      // Often one of two, so that somebody tunes what was taken from them.
      permission: fc.oneof(
        fc.constantFrom("polls.create", "polls.edit"),
        fc.constantFrom(...keys),
      ),
      allowed: fc.constantFrom(true, false, null),
    }),
    { minLength: 1, maxLength: 15 },
  );
  const tally = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(commands, async (commands) => {
      const [row] = await sql`
        select pg_temp.play(${ids}, ${space!.id}, ${sql.json(commands as never)}) as states`;
      const states: { outcome: string; held: string[][] }[] = row!.states;
      for (const [index, { actor }] of commands.entries()) {
        const before = states[index]!.held;
        const { outcome, held } = states[index + 1]!;
        tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
        if (outcome !== "done") assert.deepEqual(held, before, "a refusal changes nothing");
        for (const [other, role] of cast.entries()) {
          const changed = keys.filter((key) =>
            held[other]!.includes(key) !== before[other]!.includes(key)
          );
          if (changed.length === 0) continue;
          assert(rank(cast[actor]!) >= rank("admin"), "only admins tune");
          assert(rank(role) < rank(cast[actor]!), "nobody tunes their own rank, or above");
          assert(changed.every((key) => before[actor]!.includes(key)), "what one does not hold");
        }
      }
    }),
    { numRuns: 300 },
  );
  for (
    const outcome of [
      "done",
      "admin_required",
      "rank_too_high",
      "permission_fixed",
      "permission_required",
    ]
  ) assert(tally.get(outcome)! > 0, `no sequence met ${outcome}`);
}
