-- Who may do what, where Riverside differs from the ladder: whoever lives there drafts polls, and
-- contributors ask people in.
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000001"}', false);
select public.tune_permission('00000000-0000-4000-8001-000000000001', 'member', 'polls.create', true);
select public.tune_permission('00000000-0000-4000-8001-000000000001', 'contributor',
  'invitations.create', true);
select set_config('request.jwt.claims', '', false);
