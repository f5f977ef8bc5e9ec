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
select public.record_evidence(
  ('00000000-0000-4000-8000-' || lpad(person::text, 12, '0'))::uuid, domain,
  kind::public.evidence_kind, source, reason,
  occurred_at => now() - days * interval '1 day'
)
from (values
  (10, '0722', 'certificate', 'guild:88', 'Master carpenter', 3650),
  (10, '0722', 'contribution', 'roof:1', 'Roofed the boathouse', 400),
  (9, '0913', 'certificate', 'register:12', 'Registered nurse', 2920),
  (9, '0913', 'accepted_answer', 'post:4', 'Explained the vaccination plan', 20),
  (9, '0913', 'peer_validation', 'ward:2', 'Vouched for by the ward', 5),
  (12, '0522', 'helpful_report', 'otters:1', 'Counted the otters', 10)
) as shown (person, domain, kind, source, reason, days);
select public.propose_context_adjustment(
  '00000000-0000-4000-8000-000000000009', '0913', 'reading:2026-10',
  'Three answers of hers were cited by the health board.', expertise => 50000
);
select public.record_ethics_event(
  '00000000-0000-4000-8000-000000000005', 'identity_verified', 'passport', 'Identity verified');
