insert into public.expertise_scores (profile_id, domain_code, quality, expertise, frequency, reason)
select pg_temp.id('a', n), d.code, 500000, 400000, 300000, 'Peer review.'
from generate_series(1, 4000) as n, (values ('0311'), ('0613')) as d (code);

insert into public.expertise_events (
  profile_id, domain_code, kind, quality, expertise, frequency, source, reason, occurred_at
)
select pg_temp.id('a', n), d.code, 'peer_validation', 0, 0, 0, 'talk:' || n || ':' || i, 'Peer review.',
  now() - i * interval '1 day'
from generate_series(1, 4000) as n, generate_series(1, 5) as i, (values ('0311'), ('0613')) as d (code);

insert into public.context_analysis_logs (profile_id, domain_code, source, analysis, quality_change,
  expertise_change, frequency_change)
select pg_temp.id('a', n), '0311', 'run:' || i, 'Cited.', 1, 0, 0 from generate_series(1, 4000) as n, generate_series(1, 5) as i;

insert into public.emerging_experts (profile_id, domain_code, base_score, score, flagged_at)
select pg_temp.id('a', n), '0311', 500000, 800000, now() from generate_series(1, 4000) as n;

insert into public.ethics_scores (profile_id, reason)
select pg_temp.id('a', n), 'Peer review.' from generate_series(1, 4000) as n;

insert into public.ethics_events (profile_id, kind, amount, source, reason)
select pg_temp.id('a', n), 'conduct_commended', 0, 'year:' || i, 'Kind.'
from generate_series(1, 4000) as n, generate_series(1, 5) as i;
