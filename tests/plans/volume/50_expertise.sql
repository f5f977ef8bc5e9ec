insert into public.expertise_scores (profile_id, domain_code, quality, expertise, frequency, reason)
select pg_temp.id('a', n), d.code, 500000, 400000, 300000, 'Peer review.'
from generate_series(1, 4000) as n, (values ('0311'), ('0613')) as d (code);

insert into public.expertise_events (
  profile_id, domain_code, kind, quality, expertise, frequency, source, reason, occurred_at
)
select pg_temp.id('a', n), d.code, 'peer_validation', 0, 0, 0, 'talk:' || n || ':' || i, 'Peer review.',
  now() - i * interval '1 day'
from generate_series(1, 4000) as n, generate_series(1, 5) as i, (values ('0311'), ('0613')) as d (code);

insert into public.ethics_scores (profile_id, reason)
select pg_temp.id('a', n), 'Peer review.' from generate_series(1, 4000) as n;

insert into public.ethics_events (profile_id, kind, amount, source, reason)
select pg_temp.id('a', n), 'conduct_commended', 0, 'year:' || i, 'Kind.'
from generate_series(1, 4000) as n, generate_series(1, 5) as i;
