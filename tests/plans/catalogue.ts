// The lists that clients ask for, each as PostgREST puts it to the database. A new list a client
// needs is a new entry here; plans.test.ts then sees to it that its policy stays cheap.

/** A list that clients fetch. */
export interface List {
  name: string;
  /** Who asks: nobody signed in, or person 1 of volume.sql. */
  as: "anon" | "member";
  /** The select inside PostgREST's envelope. */
  sql: string;
  /** What makes it quick. */
  why: string;
}

const id = (kind: string, number: number) =>
  `${kind}0000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** Person 1, who is in 60 spaces. */
export const member = id("a", 1);
const space = id("b", 20); // everybody's, and the member is its owner
const parent = id("b", 11);
const publicSpace = id("b", 1000);
const poll = id("c", 15); // in `space`, open
const publishedPoll = id("c", 2999); // in `publicSpace`
const reading = id("d", 36); // of a poll in `space`
const spaces = Array.from({ length: 60 }, (_, index) => id("b", index + 1));
const page = "2100-01-01T00:00:00Z"; // where the page before ended

export const catalogue: List[] = [
  // Spaces
  {
    name: "public spaces, newest first",
    as: "anon",
    sql: `select spaces.* from public.spaces
      where visibility = 'public' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "spaces_created_at_idx gives the order",
  },
  {
    name: "public spaces, newest first, signed in",
    as: "member",
    sql: `select spaces.* from public.spaces
      where visibility = 'public' and created_at < '${page}'
      order by created_at desc, id desc limit 20`,
    why: "spaces_created_at_idx gives the order",
  },
  {
    name: "spaces below a space",
    as: "member",
    sql: `select spaces.* from public.spaces
      where parent_id = '${parent}' order by name limit 50`,
    why: "spaces_parent_id_idx",
  },
  {
    name: "a space by its address",
    as: "anon",
    sql: `select spaces.* from public.spaces where slug = 'space-1000'`,
    why: "the slug is a key",
  },
  {
    name: "my memberships with their spaces",
    as: "member",
    sql: `select m.role, m.status, to_jsonb(s) as spaces from public.space_members m
      left join lateral (
        select spaces.* from public.spaces where spaces.id = m.space_id
      ) as s on true
      where m.profile_id = '${member}' and m.status = 'active' limit 100`,
    why: "space_members_profile_id_idx, then each space by its key",
  },
  {
    name: "my memberships with preferences",
    as: "member",
    sql: `select * from public.my_memberships()`,
    why: "the door's own query, by person",
  },
  {
    name: "members of a space",
    as: "member",
    sql: `select m.profile_id, m.role, m.joined_at, to_jsonb(p) as profiles
      from public.space_members m
      left join lateral (
        select profiles.id, profiles.handle, profiles.display_name, profiles.avatar_path
        from public.profiles where profiles.id = m.profile_id
      ) as p on true
      where m.space_id = '${space}' and m.status = 'active' and m.joined_at < '${page}'
      order by m.joined_at desc limit 50`,
    why: "space_members_space_id_idx gives the order",
  },
  {
    name: "requests to join a space",
    as: "member",
    sql: `select profile_id, requested_at, request_message from public.space_members
      where space_id = '${space}' and status = 'pending' order by requested_at limit 50`,
    why: "space_members_pending_idx",
  },
  {
    name: "people by their ids",
    as: "member",
    sql: `select id, handle, display_name from public.profiles
      where id = any ('{${member},${id("a", 7)},${id("a", 8)}}')`,
    why: "the primary key",
  },

  // Polls
  {
    name: "public polls, newest first",
    as: "anon",
    sql: `select polls.* from public.polls
      where visibility = 'public' and status <> 'draft' and created_at < '${page}'
      order by created_at desc limit 20`,
    why: "polls_created_at_idx gives the order",
  },
  {
    name: "open polls, next to close first",
    as: "anon",
    sql: `select polls.* from public.polls
      where status = 'open' and closes_at > '2000-01-01' order by closes_at limit 20`,
    why: "polls_closes_at_idx gives the order",
  },
  {
    name: "public polls, newest first, signed in",
    as: "member",
    sql: `select polls.* from public.polls
      where visibility = 'public' and status <> 'draft' and created_at < '${page}'
      order by created_at desc limit 20`,
    why: "polls_created_at_idx gives the order",
  },
  {
    name: "open polls, next to close first, signed in",
    as: "member",
    sql: `select polls.* from public.polls
      where status = 'open' and closes_at > '2000-01-01' order by closes_at limit 20`,
    why: "polls_closes_at_idx gives the order",
  },
  {
    name: "polls of a public space",
    as: "anon",
    sql: `select polls.* from public.polls
      where space_id = '${publicSpace}' order by created_at desc limit 20`,
    why: "polls_space_id_idx",
  },
  {
    name: "polls of a space",
    as: "member",
    sql: `select polls.* from public.polls
      where space_id = '${space}' and created_at < '${page}' order by created_at desc limit 20`,
    why: "polls_space_id_idx",
  },
  {
    name: "open polls of my spaces, next to close first",
    as: "member",
    sql: `select polls.* from public.polls
      where status = 'open' and space_id = any ('{${spaces}}') and closes_at > '2000-01-01'
      order by closes_at limit 20`,
    why: "polls_space_id_idx",
  },
  {
    name: "my drafts",
    as: "member",
    sql: `select polls.* from public.polls
      where created_by = '${member}' and status = 'draft' order by created_at desc limit 20`,
    why: "polls_created_by_idx",
  },
  {
    name: "a poll with its options",
    as: "member",
    sql: `select polls.*, o.options from public.polls
      left join lateral (
        select json_agg(listed) as options from (
          select poll_options.* from public.poll_options
          where poll_options.poll_id = polls.id order by position
        ) as listed
      ) as o on true
      where polls.id = '${poll}'`,
    why: "the options by their key",
  },
  {
    name: "options of a poll",
    as: "anon",
    sql: `select poll_options.* from public.poll_options
      where poll_id = '${publishedPoll}' order by position`,
    why: "poll_options_poll_id_position_key gives the order",
  },
  {
    name: "methods of voting",
    as: "anon",
    sql: `select vote_modalities.* from public.vote_modalities where is_active`,
    why: "a handful of rows, open to all",
  },

  // Ballots and readings
  {
    name: "my ballots, newest first",
    as: "member",
    sql: `select poll_id, choice, receipt, cast_at from public.ballots
      where cast_at < '${page}' order by cast_at desc limit 20`,
    why: "ballots_profile_id_poll_id_key in each partition",
  },
  {
    name: "my ballot in a poll",
    as: "member",
    sql: `select ballots.* from public.ballots where poll_id = '${poll}'`,
    why: "ballots_profile_id_poll_id_key in one partition",
  },
  {
    name: "readings of a published poll",
    as: "anon",
    sql: `select poll_results.* from public.poll_results
      where poll_id = '${publishedPoll}' order by computed_at desc limit 20`,
    why: "poll_results_poll_id_idx gives the order",
  },
  {
    name: "readings of a poll, signed in",
    as: "member",
    sql: `select poll_results.* from public.poll_results
      where poll_id = '${publishedPoll}' and status = 'current'`,
    why: "poll_results_poll_id_lens_key",
  },
  {
    name: "published polls of a space with their readings",
    as: "member",
    sql: `select polls.id, polls.title, r.readings from public.polls
      left join lateral (
        select json_agg(listed) as readings from (
          select poll_results.* from public.poll_results
          where poll_results.poll_id = polls.id and poll_results.status = 'current'
        ) as listed
      ) as r on true
      where polls.space_id = '${space}' and polls.status = 'published'
      order by polls.created_at desc limit 20`,
    why: "polls_space_id_idx, then each poll's readings",
  },
  {
    name: "what my ballot weighed in a reading",
    as: "member",
    sql: `select ballot_weights.* from public.ballot_weights where result_id = '${reading}'`,
    why: "ballot_weights_result_id_idx or the primary key",
  },

  // Expertise
  {
    name: "my expertise",
    as: "member",
    sql: `select expertise_scores.* from public.expertise_scores
      order by weighted_score desc limit 50`,
    why: "expertise_scores_profile_id_domain_code_key",
  },
  {
    name: "my ethics multiplier",
    as: "member",
    sql: `select ethics_scores.* from public.ethics_scores`,
    why: "the primary key",
  },
  {
    name: "history of my score in a domain",
    as: "member",
    sql: `select score_history.* from public.score_history
      where domain_code = '0613' and changed_at < '${page}'
      order by changed_at desc, id desc limit 50`,
    why: "score_history_profile_id_idx gives the order",
  },
  {
    name: "fields below a field",
    as: "anon",
    sql: `select expertise_domains.* from public.expertise_domains
      where parent_code = '06' order by code`,
    why: "expertise_domains_parent_code_idx",
  },
  {
    name: "the numbers that scoring uses",
    as: "anon",
    sql: `select score_configurations.* from public.score_configurations`,
    why: "a handful of rows, open to all",
  },
];
