// The seal of this project: its keys come from Vault and are kept for a minute.
import { sql } from "kysely";
import { asService } from "../database.ts";
import { Seal, type SealingKey } from "./sealing.ts";

/** A new key is written with five minutes after it was made, when all of us know it. */
const KEPT_MILLISECONDS = 60_000;

let kept: { seal: Promise<Seal>; until: number } | undefined;

/** As the service role: nobody else may read the keys. */
const load = () =>
  asService(null, async (database) => {
    const { rows } = await sql<SealingKey>`select * from private.live_sealing_keys()`
      .execute(database);
    return new Seal(rows);
  });

export function currentSeal(): Promise<Seal> {
  if (!kept || kept.until < Date.now()) {
    kept = { seal: load(), until: Date.now() + KEPT_MILLISECONDS };
    kept.seal.catch(() => kept = undefined);
  }
  return kept.seal;
}
