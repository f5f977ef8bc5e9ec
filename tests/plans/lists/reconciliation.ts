import type { List } from "../list.ts";

export const reconciliation: List[] = [
  {
    name: "where a provider's book and ours do not agree, newest first",
    as: "member",
    sql: `select reconciliation_findings.id, reconciliation_findings.kind
      from public.reconciliation_findings
      where resolved_at is null and gone_at is null and found_at < '2100-01-01'
      order by found_at desc, id desc limit 20`,
    why: "reconciliation_findings_open_idx gives the order",
  },
];
