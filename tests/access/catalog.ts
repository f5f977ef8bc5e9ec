// What there is to probe, read from the database itself: a new table or function is probed the day
// it appears.
import type postgres from "postgres";

export interface Column {
  name: string;
  type: string;
  /** Computed by the database; nobody writes it. */
  computed: boolean;
}

export interface Table {
  name: string;
  columns: Column[];
  key: string[];
  rows: Row[];
}

export interface Row {
  /** Every column as text; null stays null. */
  values: Record<string, string | null>;
  /** Whose it is: ids of people. */
  whose: (string | null | undefined)[];
}

export interface Function {
  oid: number;
  signature: string;
  /** A call that can find nothing: ids that do not exist, empty texts, zeros. */
  call: string;
}

/** The tables of the Data API with all their rows. */
export async function tables(sql: postgres.Sql): Promise<Table[]> {
  const found = await sql<Omit<Table, "rows">[]>`
    select c.relname as name, jsonb_agg(jsonb_build_object(
        'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
        'computed', a.attgenerated <> '' or a.attidentity = 'a') order by a.attnum) as columns,
      array_agg(a.attname order by a.attnum) filter (where a.attnum = any (i.indkey)) as key
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition
    group by c.relname
    order by c.relname`;
  const ballots = await sql`select voter_tag::text as tag, profile_id as id from public.ballots`;
  const voters = new Map(ballots.map(({ tag, id }) => [tag, id]));
  const owners =
    await sql`select identity_id as id, profile_id as who from private.identity_owners`;
  const behind = new Map(owners.map(({ id, who }) => [id, who]));
  const accounts = await sql`select id, owner_profile_id as who from public.ledger_accounts`;
  const holders = new Map(accounts.map(({ id, who }) => [id, who]));
  return await Promise.all(found.map(async (table) => {
    const texts = table.columns.map(({ name }) => `"${name}"::text`);
    const rows = await sql.unsafe<Row["values"][]>(`select ${texts} from public.${table.name}`);
    if (rows.length === 0) {
      throw new Error(`The story has no row for ${table.name}: add one to tests/access/story.ts.`);
    }
    return {
      ...table,
      rows: rows.map((values) => {
        const { profile_id, created_by, voter_tag, id } = values;
        const { requester_id, addressee_id, blocker_id, referred_id, referrer_id } = values;
        const parties = [requester_id, addressee_id, blocker_id, referred_id, referrer_id];
        const self = table.name === "profiles" ? id : behind.get(id);
        const author = behind.get(values.author_id);
        const holder = values.owner_profile_id ?? holders.get(values.account_id);
        return {
          values,
          whose: [profile_id, created_by, author, voters.get(voter_tag), self, holder, ...parties],
        };
      }),
    };
  }));
}

/** The functions of the Data API. */
export async function functions(sql: postgres.Sql): Promise<Function[]> {
  const found = await sql`
    select p.oid::int, p.proname as name, p.proargnames as names, p.pronargdefaults as defaults,
      array(select format_type(t, null) from unnest(p.proargtypes) with ordinality as a (t, place)
        order by place) as types,
      array(select coalesce((select min(enumlabel)::text from pg_enum where enumtypid = t), '')
        from unnest(p.proargtypes) with ordinality as a (t, place) order by place) as labels
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype
    order by p.proname, p.oid::regprocedure::text`;
  return found.map(({ oid, name, names, types, labels, defaults }) => {
    const required = types.slice(0, types.length - defaults) as string[];
    const values = required.map((type, index) =>
      `${names[index]} => '${labels[index] || harmless(type)}'`
    );
    return {
      oid,
      signature: `${name}(${required.map((_, index) => names[index]).join(", ")})`,
      call: `select * from public.${name}(${values.join(", ")})`,
    };
  });
}

function harmless(type: string): string {
  if (type === "uuid") return "00000000-0000-4000-8000-000000000000";
  if (type.endsWith("[]") || type.startsWith("json")) return "{}";
  if (type === "text") return "nothing";
  if (type === "boolean") return "false";
  if (type.startsWith("timestamp")) return "2000-01-01";
  return "0";
}
