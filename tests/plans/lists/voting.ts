import { id, identity, type List, page, publicSpace, space } from "../list.ts";

const poll = id("c", 15); // in `space`, open
const publishedPoll = id("c", 2999); // in `publicSpace`
const reading = id("d", 36); // of a poll in `space`
const spaces = Array.from({ length: 60 }, (_, index) => id("b", index + 1));

export const voting: List[] = [
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
    name: "my drafts in a space",
    as: "member",
    sql: `select polls.* from public.polls
      where author_id = '${identity}' and status = 'draft' order by created_at desc limit 20`,
    why: "polls_drafts_idx gives the order",
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

  {
    name: "what polls can ask of voters",
    as: "anon",
    sql: `select eligibility_rules.* from public.eligibility_rules order by name`,
    why: "a handful of rows, open to all",
  },
  {
    name: "may I vote",
    as: "member",
    sql: `select public.my_eligibility('${poll}')`,
    why: "the poll, my membership, and what I met when it opened, by their keys",
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
    name: "contests of a poll and what came of them, newest first",
    as: "anon",
    sql: `select poll_events.* from public.poll_events
      where poll_id = '${publishedPoll}' and id < 1000000 order by id desc limit 20`,
    why: "poll_events_poll_id_idx gives the order",
  },
  {
    name: "contests in a space, newest first",
    as: "member",
    sql: `select poll_events.* from public.poll_events
      where space_id = '${space}' and id < 1000000 order by id desc limit 20`,
    why: "poll_events_space_id_idx gives the order",
  },
  {
    name: "what my ballot weighed in a reading",
    as: "member",
    sql: `select ballot_weights.* from public.ballot_weights where result_id = '${reading}'`,
    why: "ballot_weights_result_id_idx or the primary key",
  },
];
