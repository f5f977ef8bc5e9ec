insert into public.expertise_scores (profile_id, domain_code, quality, expertise, frequency, reason)
select pg_temp.id('a', n), d.code, 500000, 400000, 300000, 'Peer review.'
from generate_series(1, 4000) as n, (values ('0311'), ('0613')) as d (code);

insert into public.ethics_scores (profile_id, reason)
select pg_temp.id('a', n), 'Peer review.' from generate_series(1, 4000) as n;
