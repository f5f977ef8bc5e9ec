-- Who knows what: given by the server, from evidence.
select public.record_expertise(
  ('00000000-0000-4000-8000-' || lpad(person::text, 12, '0'))::uuid, domain, quality, expertise,
  frequency, reason, evidence::jsonb
)
from (values
  (3, '0732', 900000, 950000, 600000, 'Licensed engineer', '{"licence": "CE-4711"}'),
  (4, '0533', 800000, 700000, 500000, 'Teaches physics', '{}'),
  (5, '0521', 950000, 900000, 800000, 'Publishes on floods', '{"papers": 11}'),
  (5, '0532', 700000, 800000, 700000, 'River gauges since 2009', '{}'),
  (7, '0731', 850000, 750000, 400000, 'Designed the meadow park', '{}'),
  (8, '0613', 900000, 850000, 900000, 'Maintains the library catalogue', '{}'),
  (11, '0411', 800000, 900000, 700000, 'Audited four co-ops', '{}')
) as known (person, domain, quality, expertise, frequency, reason, evidence);
select public.record_ethics('00000000-0000-4000-8000-000000000005', 1200000, 'Identity verified');
