// Tries everything as everybody and rolls each attempt back.
import postgres from "postgres";
import { type Actor, actors, become, becomeNobody, idOf } from "./actors.ts";
import { type Column, type Function, type Row, type Table } from "./catalog.ts";

export const commands = ["select", "insert", "update", "delete"] as const;
type Command = typeof commands[number];

/** One line of the matrix: what each actor gets. */
export interface Line {
  subject: string;
  cells: Record<Actor, string>;
}

/** Outcome of an attempt: done, silently nothing, or refused with a status and a code. */
type Outcome = "may" | "may not" | { refused: string };

async function attempt(sql: postgres.Sql, statement: string): Promise<Outcome> {
  await sql.unsafe("savepoint attempt");
  try {
    const { count } = await sql.unsafe(statement);
    return count > 0 ? "may" : "may not";
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    // Refused by what runs inside, a trigger for example, is not refused by a grant or a policy.
    const inside = error.message.startsWith("permission denied for function");
    if (error.code === "42501" && !inside) return "may not";
    // A rule of the row itself (a key, a check) speaks only once the policies let the row through.
    if (/^2[23]/.test(error.code)) return "may";
    return { refused: `${error.code.replace("PT", "")} ${error.hint ?? error.message}` };
  } finally {
    await sql.unsafe("rollback to attempt");
  }
}

const literal = (value: string | null | undefined) =>
  value === null || value === undefined ? "null" : `'${value.replaceAll("'", "''")}'`;

function statement(command: Command, table: Table, columns: Column[], row: Row): string {
  const where = table.key.map((name) => `"${name}" = ${literal(row.values[name])}`).join(" and ");
  const names = columns.map(({ name }) => `"${name}"`);
  switch (command) {
    case "select":
      return `select "${table.key[0]}" from public.${table.name} where ${where}`;
    case "insert":
      return `insert into public.${table.name} (${names})
        values (${columns.map(({ name }) => literal(row.values[name]))})`;
    case "update": {
      // A new text, where there is one: triggers may refuse a change and let the same pass.
      const change = columns.map(({ name, type }) => {
        const value = row.values[name];
        return `"${name}" = ${literal(type === "text" ? `${value ?? ""}.` : value)}`;
      });
      return `update public.${table.name} set ${change} where ${where}`;
    }
    case "delete":
      return `delete from public.${table.name} where ${where}`;
  }
}

/** Columns on which the connection's role holds the right; for delete, all or none. */
async function granted(sql: postgres.Sql, table: Table, command: Command): Promise<Column[]> {
  const held = await sql`
    select a.attname as name from pg_attribute a
    where a.attrelid = ${`public.${table.name}`}::regclass and a.attnum > 0 and not a.attisdropped
      and case ${command} when 'delete' then has_table_privilege(a.attrelid, 'delete')
        else has_column_privilege(a.attrelid, a.attnum, ${command}) end`;
  const names = new Set(held.map(({ name }) => name));
  return table.columns.filter(({ name, computed }) =>
    names.has(name) && !(computed && (command === "insert" || command === "update"))
  );
}

/** Whose rows these are, in a word. */
function scope(rows: Row[], table: Table, actor: Actor): string {
  if (rows.length === 0) return "";
  if (rows.every(({ whose }) => whose.includes(idOf(actor)))) return "own";
  return rows.length === table.rows.length ? "all" : "some";
}

/** What everybody may do with the rows of a table: one line for each command anybody may use. */
export async function probeTable(sql: postgres.Sql, table: Table): Promise<Line[]> {
  const lines: Line[] = [];
  for (const command of commands) {
    const cells = {} as Record<Actor, string>;
    let clients = "";
    for (const actor of actors) {
      await become(sql, actor);
      const columns = await granted(sql, table, command);
      const may: Row[] = [];
      const refusals = new Set<string>();
      for (const row of columns.length === 0 ? [] : table.rows) {
        const outcome = await attempt(sql, statement(command, table, columns, row));
        if (outcome === "may") may.push(row);
        else if (outcome !== "may not") refusals.add(outcome.refused);
      }
      const all = table.columns.filter(({ computed }) => !computed || command === "select");
      const list = command === "delete" || columns.length === 0 || columns.length === all.length
        ? ""
        : columns.map(({ name }) => name).join(", ");
      const words = [scope(may, table, actor), ...[...refusals].sort()].filter(Boolean);
      if (columns.length > 0 && words.length === 0) words.push("none");
      const listed = actor === "service" && list && list !== clients ? ` (${list})` : "";
      if (list && !listed) clients = list;
      cells[actor] = words.join("; ") + listed || "–";
    }
    await becomeNobody(sql);
    if (Object.values(cells).every((cell) => cell === "–")) continue;
    const hidden = table.columns.map(({ name }) => name)
      .filter((name) => !clients.split(", ").includes(name));
    const which = clients === ""
      ? ""
      : command === "select"
      ? ` all but ${hidden.join(", ")}`
      : ` ${clients}`;
    lines.push({ subject: `${command}${which}`, cells });
  }
  return lines;
}

/** What a function answers each actor. */
export async function probeFunction(sql: postgres.Sql, callee: Function): Promise<Line> {
  const cells = {} as Record<Actor, string>;
  for (const actor of actors) {
    await become(sql, actor);
    const [right] = await sql`select has_function_privilege(${callee.oid}::oid, 'execute') as held`;
    if (!right!.held) {
      cells[actor] = "–";
      continue;
    }
    await sql.unsafe("savepoint call");
    try {
      await sql.unsafe(callee.call);
      cells[actor] = "yes";
    } catch (error) {
      if (!(error instanceof postgres.PostgresError)) throw error;
      cells[actor] = error.code.startsWith("PT")
        ? `${error.code.slice(2)} ${error.hint}`
        : error.code;
    }
    await sql.unsafe("rollback to call");
  }
  await becomeNobody(sql);
  return { subject: callee.signature, cells };
}
