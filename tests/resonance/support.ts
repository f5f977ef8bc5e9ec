// Two people to compare, in a database and in a model of the rules that shares no code with it.
import fc from "fast-check";
import type postgres from "postgres";

export const factors = [
  "values",
  "traits",
  "archetypes",
  "narrative",
  "temporal",
  "trust",
] as const;
export type Factor = typeof factors[number];

/** What a person wrote, and the numbers of the friends and spaces they have. */
export interface Person {
  values: Record<string, number>;
  traits: Record<string, number>;
  archetypes: string[];
  motifs: string[];
  glyphs: string[];
  /** Hours of the week. */
  hours: number[];
  maskedFactors: Factor[];
  maskedNames: string[];
  friends: number[];
  spaces: number[];
}

/** What the database makes of a pair. */
export interface Comparison {
  total: number | null;
  harmony: string;
  strongest: Factor[];
  factors: Record<Factor, number | null>;
}

const names = ["order", "play", "river", "courage", "craft"];
const pairs = [["caregiver", "explorer"], ["caregiver", "hero"], ["innocent", "sage"]];
const some = <T>(all: readonly T[]) => fc.subarray([...all]);
const rarely = <T>(all: readonly T[]) => fc.oneof(fc.constant<T[]>([]), some(all));
const importances = fc.dictionary(fc.constantFrom(...names), fc.nat(100), {
  noNullPrototype: true,
});

export const people: fc.Arbitrary<Person> = fc.record({
  values: importances,
  traits: importances,
  archetypes: some([...new Set(pairs.flat())]),
  motifs: some(names),
  glyphs: some(names),
  hours: some([0, 1, 2, 9, 10, 100, 101, 167]),
  maskedFactors: rarely(factors),
  maskedNames: rarely([...names, "sage"]),
  friends: some([1, 2, 3]),
  spaces: some([1, 2, 3]),
});

const weights = [3000, 2000, 1500, 1500, 1000, 1000];

const share = (part: number, whole: number) =>
  whole === 0 ? null : Math.floor((10_000 * part) / whole);

function common(a: string[], b: string[]): number | null {
  const [one, other] = [new Set(a), new Set(b)];
  return share(one.intersection(other).size, one.union(other).size);
}

function ruzicka(a: Record<string, number>, b: Record<string, number>): number | null {
  let [lesser, greater] = [0, 0];
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    lesser += Math.min(a[name] ?? 0, b[name] ?? 0);
    greater += Math.max(a[name] ?? 0, b[name] ?? 0);
  }
  return share(lesser, greater);
}

function roles(a: string[], b: string[]): number | null {
  const all = [...new Set([...a, ...b])];
  let halves = 0;
  for (const role of all) {
    if (a.includes(role) && b.includes(role)) halves += 2;
    else {
      const others = a.includes(role) ? b : a;
      if (
        pairs.some((pair) =>
          pair.includes(role) && others.some((o) => o !== role && pair.includes(o))
        )
      ) {
        halves += 1;
      }
    }
  }
  return share(halves, 2 * all.length);
}

/** The rules, told once more. */
export function model(a: Person, b: Person): Pick<Comparison, "total" | "factors"> {
  const open = ({ maskedNames, ...person }: Person): Person => {
    const shown = (name: string) => !maskedNames.includes(name);
    const only = (map: Record<string, number>) =>
      Object.fromEntries(Object.entries(map).filter(([name]) => shown(name)));
    return {
      ...person,
      maskedNames,
      values: only(person.values),
      traits: only(person.traits),
      archetypes: person.archetypes.filter(shown),
      motifs: person.motifs.filter(shown),
      glyphs: person.glyphs.filter(shown),
    };
  };
  const [one, other] = [open(a), open(b)];
  const circle = ({ friends, spaces }: Person) => [
    ...friends.map((n) => `friend ${n}`),
    ...spaces.map((n) => `space ${n}`),
  ];
  const found = [
    ruzicka(one.values, other.values),
    ruzicka(one.traits, other.traits),
    roles(one.archetypes, other.archetypes),
    common([...one.motifs, ...one.glyphs], [...other.motifs, ...other.glyphs]),
    common(one.hours.map(String), other.hours.map(String)),
    common(circle(one), circle(other)),
  ].map((similarity, index) =>
    [...a.maskedFactors, ...b.maskedFactors].includes(factors[index]!) ? null : similarity
  );
  let [sum, weight] = [0, 0];
  found.forEach((similarity, index) => {
    if (similarity === null) return;
    sum += weights[index]! * similarity;
    weight += weights[index]!;
  });
  return {
    total: weight === 0 ? null : Math.floor(sum / weight),
    factors: Object.fromEntries(factors.map((factor, index) => [factor, found[index]])) as Record<
      Factor,
      number | null
    >,
  };
}

/** Two people, three friends and three spaces, and `tests.compare`, which dresses the two up. */
export const scene = `
  create schema tests;
  create function tests.id(number integer) returns uuid language sql immutable
  return ('a0000000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid;

  create function tests.space(number integer) returns uuid language sql immutable
  return ('b0000000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid;

  insert into auth.users (id, aud, role, email)
  select tests.id(n), 'authenticated', 'authenticated', n || '@example.com'
  from generate_series(1, 5) as n;
  insert into public.spaces (id, slug, name)
  select tests.space(n), 'space-' || n, 'Space ' || n from generate_series(1, 3) as n;

  create function tests.dress(number integer, person jsonb) returns void language plpgsql as $$
  begin
    delete from public.value_profiles where profile_id = tests.id(number);
    delete from public.connections where requester_id = tests.id(number);
    delete from public.space_members where profile_id = tests.id(number);
    insert into public.value_profiles (
      profile_id, values, traits, archetypes, motifs, glyphs, available_hours, masked_factors,
      masked_names
    )
    select tests.id(number), person -> 'values', person -> 'traits',
      array(select jsonb_array_elements_text(person -> 'archetypes')),
      array(select jsonb_array_elements_text(person -> 'motifs')),
      array(select jsonb_array_elements_text(person -> 'glyphs')),
      coalesce((
        select range_agg(int4range(hour::integer, hour::integer + 1))
        from jsonb_array_elements_text(person -> 'hours') as hour
      ), '{}'),
      array(select jsonb_array_elements_text(person -> 'maskedFactors'))::public.resonance_factor[],
      array(select jsonb_array_elements_text(person -> 'maskedNames'));
    insert into public.connections (requester_id, addressee_id, kind, status, decided_at)
    select tests.id(number), tests.id(2 + friend::integer), 'friendship', 'accepted', now()
    from jsonb_array_elements_text(person -> 'friends') as friend;
    insert into public.space_members (space_id, profile_id, status, joined_at)
    select tests.space(space::integer), tests.id(number), 'active', now()
    from jsonb_array_elements_text(person -> 'spaces') as space;
  end;
  $$;

  create function tests.seen(one uuid, other uuid) returns jsonb language sql
  return (
    select jsonb_build_object('total', r.total, 'harmony', r.harmony, 'strongest', r.strongest,
      'factors', (
        select jsonb_object_agg(f.factor, f.similarity)
        from private.resonance_factors(one, array[other]) as f
      ))
    from private.resonances(one, array[other]) as r
  );

  create function tests.compare(a jsonb, b jsonb) returns jsonb language plpgsql as $$
  begin
    perform tests.dress(1, a), tests.dress(2, b);
    return jsonb_build_array(
      tests.seen(tests.id(1), tests.id(2)), tests.seen(tests.id(2), tests.id(1)),
      tests.seen(tests.id(1), tests.id(1)));
  end;
  $$`;

/** How a sees b, b sees a, and a sees a. */
export async function compare(
  sql: postgres.Sql,
  a: Person,
  b: Person,
): Promise<[Comparison, Comparison, Comparison]> {
  const [row] = await sql.unsafe("select tests.compare($1::text::jsonb, $2::text::jsonb) as seen", [
    JSON.stringify(a),
    JSON.stringify(b),
  ]);
  return row!.seen;
}
