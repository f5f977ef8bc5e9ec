-- Every other of 1000 spaces has a council, and space 20 has forty; each is elected once, with two who sit.
insert into public.councils (id, space_id, visibility, name, seats, term_days)
select pg_temp.id('6', n), s.id, s.visibility, 'Council ' || n, 3, 365
from generate_series(1, 540) as n
join public.spaces s on s.id = pg_temp.id('b', case when n > 500 then 20 else 2 * n end);

insert into public.proposals (
  id, space_id, visibility, author_id, kind, council_id, title, body, status, revision, submissions,
  template, voting_days, quorum_bps, threshold_bps, seconds_needed, deliberates_until, submitted_at
)
select pg_temp.id('5', right(c.id::text, 12)::integer), c.space_id, c.visibility, i.id, 'council',
  c.id, 'Election', 'In short.', 'deliberation', 1, 1, 'standard', 7,
  3300, 5100, 0, now() + interval '14 days', now()
from public.councils c
cross join lateral (
  select x.id from public.contextual_identities x where x.space_id = c.space_id order by x.id limit 1
) as i;

insert into public.council_candidacies
  (proposal_id, candidate_id, space_id, visibility, statement)
select p.id, i.id, p.space_id, p.visibility, 'I sit.'
from public.proposals p
cross join lateral (
  select x.id from public.contextual_identities x where x.space_id = p.space_id order by x.id limit 3
) as i
where p.kind = 'council';

insert into public.council_terms
  (council_id, space_id, visibility, holder_id, election_id, starts_at, ends_at)
select p.council_id, p.space_id, p.visibility, c.candidate_id, p.id, now(),
  now() + interval '365 days'
from public.proposals p
join public.council_candidacies c on c.proposal_id = p.id;

-- The member sits on the forty.
insert into public.council_candidacies
  (proposal_id, candidate_id, space_id, visibility, statement)
select p.id, pg_temp.id('f', 20), p.space_id, p.visibility, 'I sit.'
from public.proposals p
where p.kind = 'council' and p.space_id = pg_temp.id('b', 20)
on conflict on constraint council_candidacies_pkey do nothing;
insert into public.council_terms
  (council_id, space_id, visibility, holder_id, election_id, starts_at, ends_at)
select p.council_id, p.space_id, p.visibility, pg_temp.id('f', 20), p.id, now(),
  now() + interval '365 days'
from public.proposals p
where p.kind = 'council' and p.space_id = pg_temp.id('b', 20)
on conflict on constraint council_terms_election_id_holder_id_key do nothing;
