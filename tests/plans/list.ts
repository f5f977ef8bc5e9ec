// Who and what the lists ask for: the ids of volume.sql.

/** A list that clients fetch. */
export interface List {
  name: string;
  /** Who asks: nobody signed in, or person 1 of volume.sql. */
  as: "anon" | "member";
  /** The select inside PostgREST's envelope. */
  sql: string;
  /** What makes it quick. */
  why: string;
  /** What one statement may read, where comparing takes more than a page does. */
  mostRows?: number;
}

/** The id of row `number` of a kind: `a` people, `b` spaces, `c` polls, `d` readings. */
export const id = (kind: string, number: number): string =>
  `${kind}0000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** Person 1, who is in 60 spaces. */
export const member = id("a", 1);
/** Everybody's, and the member is its owner. */
export const space = id("b", 20);
/** How the member appears in `space`. */
export const identity = id("f", 20);
export const publicSpace = id("b", 1000);
/** Where the page before ended. */
export const page = "2100-01-01T00:00:00Z";
