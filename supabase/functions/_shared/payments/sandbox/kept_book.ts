// The sandbox's book in the database: it outlives the process, and two processes share it.
import { sql } from "kysely";
import { asService } from "../../database.ts";
import type { BookKeeper, Entry } from "./book.ts";

/** As the service role: the book is the provider's, and no caller's. */
export const keptBook: BookKeeper = {
  use: (work) =>
    asService(null, async (database) => {
      await sql`select private.sandbox_lock()`.execute(database);
      return await work({
        async get(id) {
          const { rows } = await sql<Entry>`select * from private.sandbox_entries(id => ${id})`
            .execute(database);
          return rows[0];
        },
        async put({ id, kind, body }) {
          await sql`select private.sandbox_put(${id}, ${kind}, ${JSON.stringify(body)}::jsonb)`
            .execute(database);
        },
        async list(kind) {
          const { rows } = await sql<Entry>`select * from private.sandbox_entries(kind => ${kind})`
            .execute(database);
          return rows;
        },
      });
    }),
};
