// What a developer writes by hand on the server for each list of the catalogue where no policy guards
// the tables, so that it shows the same rows and nobody else's. Who asks is known from the token and
// from nowhere else. A list that needs nothing more has an empty entry.

/** A condition per table that needs one. `me` is the SQL that reads the person's id. */
type Filters = (me: string) => Record<string, string>;

const spacesOf = (me: string, and: string) =>
  `any (array(select space_id from public.space_members where profile_id = ${me} and ${and}))`;
const mine = (me: string) => spacesOf(me, "status = 'active'");
const organized = (me: string) => spacesOf(me, "status = 'active' and role >= 'organizer'");

const identities = (me: string) =>
  `any (array(select identity_id from private.identity_owners where profile_id = ${me}))`;

const seen = (me: string, person: string) =>
  `${person} <> all (array(
    select blocked_id from public.blocks where blocker_id = ${me}
    union all
    select blocker_id from public.blocks where blocked_id = ${me}))`;

const none: Filters = () => ({});
const own = (table: string): Filters => (me) => ({ [table]: `profile_id = ${me}` });
const readableSpaces: Filters = (me) => ({
  spaces: `visibility = 'public' or id = ${spacesOf(me, "status in ('active', 'invited')")}`,
});
const polls: Filters = (me) => ({
  polls: `status <> 'draft' and (visibility = 'public' or space_id = ${mine(me)})
    or status = 'draft' and author_id = ${identities(me)} or space_id = ${organized(me)}`,
});
const pollsOfMySpaces: Filters = (me) => ({
  polls: `visibility = 'public' or space_id = ${mine(me)}`,
});

/** By the list's name in the catalogue; lists whose policy hides nothing are left out. */
export const handFilters: Record<string, Filters> = {
  "public spaces, newest first": none,
  "public spaces, newest first, signed in": none,
  "spaces below a space": readableSpaces,
  "a space by its address": () => ({ spaces: "visibility = 'public'" }),
  "my memberships with their spaces": own("space_members"),
  "who is in a space": (me) => ({
    contextual_identities: `space_id = ${mine(me)} and ${seen(me, "shown_profile_id")}`,
  }),
  "who is in a public space": (me) => ({
    contextual_identities: `space_visibility = 'public' and ${seen(me, "shown_profile_id")}`,
  }),
  "how I appear where I come next": own("confidentiality_settings"),
  "my handles": own("handle_history"),
  "members of a space": (me) => ({
    space_members: `confidentiality = 'public' and space_id = ${mine(me)}
      and ${seen(me, "profile_id")}`,
  }),
  "requests to join a space": (me) => ({ space_members: `space_id = ${organized(me)}` }),
  "people by their ids": (me) => ({ profiles: `erased_at is null and ${seen(me, "id")}` }),
  "public polls, newest first": none,
  "open polls, next to close first": () => ({ polls: "visibility = 'public'" }),
  "public polls, newest first, signed in": none,
  "open polls, next to close first, signed in": pollsOfMySpaces,
  "polls of a public space": () => ({ polls: "visibility = 'public' and status <> 'draft'" }),
  "polls of a space": polls,
  "open polls of my spaces, next to close first": pollsOfMySpaces,
  "my drafts in a space": polls,
  "a poll with its options": polls,
  "options of a poll": () => ({
    poll_options: "visibility = 'public' and poll_status <> 'draft'",
  }),
  "my ballots, newest first": own("ballots"),
  "my ballot in a poll": own("ballots"),
  "readings of a published poll": () => ({
    poll_results: "visibility = 'public' and poll_status in ('published', 'contested')",
  }),
  "readings of a poll, signed in": (me) => ({
    poll_results: `poll_status in ('published', 'contested')
      and (visibility = 'public' or space_id = ${mine(me)})`,
  }),
  "published polls of a space with their readings": pollsOfMySpaces,
  "what my ballot weighed in a reading": (me) => ({
    ballot_weights:
      `voter_tag = any (array(select voter_tag from public.ballots where profile_id = ${me}))`,
  }),
  "my expertise": own("expertise_scores"),
  "my ethics multiplier": own("ethics_scores"),
  "history of my score in a domain": own("score_history"),
};

/** The list with the conditions in it. The planner dissolves these subqueries. */
export function filtered(sql: string, filters: Record<string, string>): string {
  return Object.entries(filters).reduce((sql, [table, condition]) => {
    const alias = new RegExp(`from public\\.${table}( [a-z]\\b)?`, "g");
    return sql.replace(
      alias,
      (_, name = ` ${table}`) =>
        `from (select * from public.${table} where ${condition}) as${name}`,
    );
  }, sql);
}
