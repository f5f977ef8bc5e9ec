// Reads and judges query plans.

/** A node of a plan, as `explain (analyze, format json)` names its parts. */
export interface Node {
  "Node Type": string;
  "Parent Relationship"?: string;
  "Subplan Name"?: string;
  "Relation Name"?: string;
  "Actual Rows"?: number;
  "Actual Loops"?: number;
  "Rows Removed by Filter"?: number;
  Plans?: Node[];
  [property: string]: unknown;
}

/** A statement that ran, the ones inside functions included. */
export interface Statement {
  "Query Text": string;
  Plan: Node;
}

/** A page shows at most 100 rows; a list that reads more than this reads what it does not show. */
const MOST_ROWS = 1000;

function* nodes(node: Node): Generator<Node> {
  yield node;
  for (const child of node.Plans ?? []) yield* nodes(child);
}

const conditions = ["Filter", "Join Filter", "Index Cond", "Recheck Cond", "Hash Cond"];

/**
 * What is wrong with a plan, nothing when it is fine. `guarded` holds the tables whose policies
 * hide rows. What runs once for a statement (InitPlan) is how a policy should ask.
 */
export function faults(
  { Plan }: Statement,
  guarded: ReadonlySet<string>,
  mostRows = MOST_ROWS,
): string[] {
  const found: string[] = [];
  let read = 0;
  for (const node of nodes(Plan)) {
    const table = node["Relation Name"] ?? "";
    if (node["Parent Relationship"] === "SubPlan") {
      found.push(`${node["Subplan Name"] ?? "SubPlan"} looks at each row`);
    }
    if (node["Node Type"] === "Seq Scan" && guarded.has(table)) {
      found.push(`sequential scan of ${table}`);
    }
    for (const name of conditions) {
      const call = String(node[name] ?? "").match(/\b(?:private|public|auth)\.\w+\(/);
      if (call) found.push(`${call[0]}…) is called for each row of ${table || "a join"}`);
    }
    if (table) {
      const rows = (node["Actual Rows"] ?? 0) + (node["Rows Removed by Filter"] ?? 0);
      read += rows * (node["Actual Loops"] ?? 1);
    }
  }
  if (read > mostRows) found.push(`${read} rows are read for one page`);
  return [...new Set(found)];
}

/** The plan as an indented outline, short enough for a failure message. */
export function outline(node: Node, depth = 0): string {
  const about = [
    node["Subplan Name"] && `${node["Subplan Name"]}:`,
    node["Node Type"],
    node["Index Name"] && `using ${node["Index Name"]}`,
    node["Relation Name"] && `on ${node["Relation Name"]}`,
    ...conditions.filter((name) => node[name]).map((name) => `\n${name}: ${node[name]}`),
  ].filter(Boolean).join(" ");
  const indent = "  ".repeat(depth);
  return [
    indent + about.replaceAll("\n", `\n${indent}    `),
    ...(node.Plans ?? []).map((child) => outline(child, depth + 1)),
  ].join("\n");
}
