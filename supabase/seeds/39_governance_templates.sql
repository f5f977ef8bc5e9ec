-- Riverside decides small things quickly.
insert into public.governance_templates
  (space_id, code, name, description, deliberation_days, voting_days, quorum_bps, modality,
    eligibility)
values (
  '00000000-0000-4000-8001-000000000001', 'small_matter', 'Small matter',
  'For what costs little and can be undone.', 3, 3, 1000, 'yes_no', '{"member_days": 7}'
);
