-- Other places than the assembly: four platforms that are everybody's, a cooperative with hives that
-- has its own words for the ranks, and two groups of lenders who know nothing of each other. Then
-- what spaces keep: codes, rules, and what a client remembers.
insert into public.spaces
  (id, slug, name, description, kind, visibility, join_policy, parent_id, created_by, branding, settings)
select
  ('00000000-0000-4000-8001-' || lpad(n::text, 12, '0'))::uuid, slug, name, description,
  kind::public.space_kind, visibility::public.space_visibility,
  case visibility when 'public' then 'open' else 'invite' end::public.space_join_policy,
  ('00000000-0000-4000-8001-' || lpad(parent::text, 12, '0'))::uuid,
  ('00000000-0000-4000-8000-' || lpad(founder::text, 12, '0'))::uuid,
  branding::jsonb,
  case kind when 'platform' then '{}' when 'group' then
    '{"role_labels": {"member": "Simple", "contributor": "Super", "admin": "Admin",
      "owner": "Superadmin"}}'
  else
    '{"role_labels": {"member": "Member", "organizer": "Scribe", "moderator": "Mediator",
      "owner": "Steward"}}'
  end::jsonb
from (values
  (10, 'hub', 'Hub', 'Where the platforms meet.', 'platform', 'public', null, 8,
    '{"theme": {"accent": "#f59e0b"}, "components": {"header": {"switcher": true}}}'),
  (11, 'ascenders', 'Ascenders', 'Work that pays, and what to make of it.', 'platform', 'public',
    null, 3, '{"theme": {"accent": "#0f766e"}}'),
  (12, 'neothinkers', 'Neothinkers', 'Reading, thinking, arguing kindly.', 'platform', 'public',
    null, 5, '{"theme": {"accent": "#7c3aed"}}'),
  (13, 'immortals', 'Immortals', 'Living long, and well.', 'platform', 'public', null, 9,
    '{"theme": {"accent": "#be123c"}}'),
  (14, 'growers', 'Riverbend Growers', 'Twelve plots, one well, one kitchen.', 'cooperative',
    'private', null, 7, '{}'),
  (15, 'seed-library', 'Seed Library', 'Lends seeds in spring, takes them back in autumn.', 'hive',
    'private', 14, 7, '{}'),
  (16, 'tool-shed', 'Tool Shed', 'What is too dear for one plot.', 'hive', 'private', 14, 10, '{}'),
  (17, 'northside-lenders', 'Northside Lenders', 'Small loans among neighbours.', 'group',
    'private', null, 3, '{}'),
  (18, 'southside-lenders', 'Southside Lenders', 'Small loans, south of the bridge.', 'group',
    'private', null, 4, '{}')
) as place (n, slug, name, description, kind, visibility, parent, founder, branding);

insert into public.space_members
  (space_id, profile_id, role, status, joined_at, level, preferences)
select
  ('00000000-0000-4000-8001-' || lpad(space::text, 12, '0'))::uuid,
  ('00000000-0000-4000-8000-' || lpad(person::text, 12, '0'))::uuid,
  role::public.space_role, 'active', timestamptz '2026-09-05 18:00+00', level, preferences::jsonb
from (values
  (10, 8, 'owner', 4, '{"start_page": "activity"}'), (10, 1, 'admin', 3, '{"start_page": "polls"}'),
  (10, 2, 'member', 1, '{}'), (10, 3, 'member', 2, '{"digest": "weekly"}'),
  (10, 5, 'contributor', 2, '{}'), (10, 9, 'member', 1, '{"digest": "never"}'),
  (10, 12, 'member', 1, '{}'),
  (11, 3, 'owner', 9, '{"focus": "engineering"}'), (11, 2, 'contributor', 5, '{"focus": "bakery"}'),
  (11, 12, 'member', 2, '{"focus": "first job"}'), (11, 8, 'member', 3, '{}'),
  (12, 5, 'owner', 8, '{"reading": "rivers"}'), (12, 3, 'member', 3, '{"reading": "bridges"}'),
  (12, 12, 'contributor', 6, '{"reading": "everything"}'), (12, 1, 'member', 2, '{}'),
  (13, 9, 'owner', 7, '{"units": "metric"}'), (13, 12, 'member', 1, '{"units": "imperial"}'),
  (13, 3, 'member', 4, '{"reminders": "06:30"}'), (13, 6, 'member', 2, '{}'),
  (14, 7, 'owner', 1, '{}'), (14, 10, 'moderator', 1, '{}'), (14, 1, 'organizer', 1, '{}'),
  (14, 9, 'member', 1, '{}'), (14, 6, 'member', 1, '{}'),
  (15, 7, 'owner', 1, '{}'), (15, 9, 'organizer', 1, '{}'),
  (16, 10, 'owner', 1, '{}'), (16, 6, 'member', 1, '{}'),
  (17, 3, 'owner', 1, '{}'), (17, 10, 'admin', 1, '{}'), (17, 2, 'contributor', 1, '{}'),
  (18, 4, 'owner', 1, '{}'), (18, 8, 'admin', 1, '{}'), (18, 9, 'contributor', 1, '{}'),
  (18, 12, 'member', 1, '{}')
) as membership (space, person, role, level, preferences);

-- Codes are random where a command makes them; these are known, to try them out.
insert into public.invite_codes (id, space_id, code, role, max_uses, note, created_by, expires_at)
select ('00000000-0000-4000-8010-' || lpad(n::text, 12, '0'))::uuid,
  ('00000000-0000-4000-8001-' || lpad(space::text, 12, '0'))::uuid, code,
  role::public.space_role, uses, note,
  ('00000000-0000-4000-8000-' || lpad(creator::text, 12, '0'))::uuid, null
from (values
  (1, 17, 'N0RT-HS1D-E001', 'member', 5, 'Handed out at the market.', 3),
  (2, 18, 'S0VT-HS1D-E001', 'contributor', 1, 'For the new treasurer.', 8),
  (3, 14, 'GR0W-ERSP-10T7', 'member', 12, 'One for each plot.', 7)
) as made (n, space, code, role, uses, note, creator);

do $$
declare
  town constant uuid := '00000000-0000-4000-8001-000000000001';
  growers constant uuid := '00000000-0000-4000-8001-000000000014';
begin
  -- Farid came to the lenders by a code.
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000006"}', true);
  perform public.redeem_invite_code('N0RT-HS1D-E001');
  perform public.set_space_state(growers, 'tour.seen', 'true');

  -- Hiro moderates the assembly.
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000008"}', true);
  perform public.add_space_rule(town, 'rule', 'Argue with the proposal',
    'Not with the person who made it.');
  perform public.add_space_rule(town, 'rule', 'Say where a number comes from');
  perform public.add_space_rule(town, 'flair', 'Flood wall', value => '{"colour": "#0369a1"}');
  perform public.add_space_rule(town, 'flair', 'Streets', value => '{"colour": "#a16207"}');
  perform public.add_space_rule(town, 'template', 'Proposal',
    E'What should change:\n\nWhat it costs:\n\nWho would do it:');
  perform public.add_space_rule(town, 'automod', 'Advertising',
    value => '{"words": ["casino", "quick money"], "action": "hold"}');
  perform public.set_space_state(town, 'polls.filter', '{"status": "open"}');

  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000007"}', true);
  perform public.add_space_rule(growers, 'rule', 'Close the gate');
  perform set_config('request.jwt.claims', '', true);
end
$$;
