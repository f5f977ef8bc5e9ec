-- Riverside, a small town that decides together: twelve people, four spaces, one decision made and one
-- to make. Everything is written as fixed values, so that whoever loads it sees the same.
-- Password of every demo user: riverside-demo

insert into auth.users (
  id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data,
  raw_user_meta_data, confirmation_token, recovery_token, email_change, email_change_token_new
)
select
  ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'authenticated', 'authenticated',
  email, extensions.crypt('riverside-demo', extensions.gen_salt('bf', 6)), now(),
  '{"provider": "email", "providers": ["email"]}', jsonb_build_object('display_name', name),
  '', '', '', ''
from (values
  (1, 'ada@riverside.example', 'Ada Okafor'),
  (2, 'ben@riverside.example', 'Ben Castillo'),
  (3, 'chloe@riverside.example', 'Chloe Dubois'),
  (4, 'dmitri@riverside.example', 'Dmitri Volkov'),
  (5, 'esi@riverside.example', 'Esi Mensah'),
  (6, 'farid@riverside.example', 'Farid Haddad'),
  (7, 'grete@riverside.example', 'Grete Lindqvist'),
  (8, 'hiro@riverside.example', 'Hiro Tanaka'),
  (9, 'ines@riverside.example', 'Inês Carvalho'),
  (10, 'jonas@riverside.example', 'Jonas Weber'),
  (11, 'kavya@riverside.example', 'Kavya Nair'),
  (12, 'lena@riverside.example', 'Lena Novak')
) as person (n, email, name);

insert into auth.identities (id, provider, provider_id, user_id, identity_data)
select gen_random_uuid(), 'email', u.id::text, u.id,
  jsonb_build_object('sub', u.id, 'email', u.email, 'email_verified', true)
from auth.users u
where u.email like '%@riverside.example';

update public.profiles p
set handle = split_part(u.email, '@', 1), onboarded_at = now(), bio = person.bio
from auth.users u
join (values
  ('ada', 'Started the town assembly. Keeps the minutes.'),
  ('ben', 'Runs the bakery on Mill Street.'),
  ('chloe', 'Civil engineer, bridges and flood walls.'),
  ('dmitri', 'Teaches physics, repairs radios.'),
  ('esi', 'Hydrologist at the river authority.'),
  ('farid', 'Drives the number 4 bus.'),
  ('grete', 'Landscape architect.'),
  ('hiro', 'Builds software for libraries.'),
  ('ines', 'Nurse, night shift.'),
  ('jonas', 'Carpenter. Has the good ladder.'),
  ('kavya', 'Accountant of the housing co-op.'),
  ('lena', 'Student, and the youngest on the board.')
) as person (handle, bio) on u.email = person.handle || '@riverside.example'
where p.id = u.id;

insert into public.spaces (id, slug, name, description, kind, visibility, join_policy, parent_id, created_by)
values
  ('00000000-0000-4000-8001-000000000001', 'riverside', 'Riverside Assembly',
    'Everybody who lives by the river. Minutes are public.',
    'community', 'public', 'open', null, '00000000-0000-4000-8000-000000000001'),
  ('00000000-0000-4000-8001-000000000002', 'mill-street-coop', 'Mill Street Housing Co-op',
    'Forty flats, one roof, one boiler.',
    'cooperative', 'private', 'invite', null, '00000000-0000-4000-8000-000000000011'),
  ('00000000-0000-4000-8001-000000000003', 'repair-cafe', 'Repair Café',
    'First Saturday of the month. Bring it, fix it.',
    'hive', 'public', 'request', '00000000-0000-4000-8001-000000000001',
    '00000000-0000-4000-8000-000000000004'),
  ('00000000-0000-4000-8001-000000000004', 'coop-board', 'Co-op Board',
    'Prepares what the members decide.',
    'team', 'private', 'invite', '00000000-0000-4000-8001-000000000002',
    '00000000-0000-4000-8000-000000000011');

insert into public.space_members (space_id, profile_id, role, status, joined_at, requested_at, request_message, invited_by)
select
  ('00000000-0000-4000-8001-' || lpad(space::text, 12, '0'))::uuid,
  ('00000000-0000-4000-8000-' || lpad(person::text, 12, '0'))::uuid,
  role::public.space_role, status::public.membership_status,
  case status when 'active' then timestamptz '2026-09-01 18:00+00' end,
  case status when 'pending' then timestamptz '2026-11-02 09:00+00' end,
  case status when 'pending' then 'I have a sewing machine and patience.' end,
  case status when 'invited' then '00000000-0000-4000-8000-000000000011'::uuid end
from (values
  (1, 1, 'owner', 'active'), (1, 2, 'member', 'active'), (1, 3, 'contributor', 'active'),
  (1, 4, 'contributor', 'active'), (1, 5, 'organizer', 'active'), (1, 6, 'member', 'active'),
  (1, 7, 'contributor', 'active'), (1, 8, 'moderator', 'active'), (1, 9, 'member', 'active'),
  (1, 10, 'member', 'active'), (1, 12, 'member', 'active'),
  (2, 11, 'owner', 'active'), (2, 6, 'member', 'active'), (2, 9, 'member', 'active'),
  (2, 10, 'contributor', 'active'), (2, 12, 'organizer', 'active'), (2, 2, 'member', 'invited'),
  (3, 4, 'owner', 'active'), (3, 8, 'organizer', 'active'), (3, 10, 'contributor', 'active'),
  (3, 9, 'member', 'pending'),
  (4, 11, 'owner', 'active'), (4, 12, 'member', 'active')
) as membership (space, person, role, status);

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

-- A decision that is made. Its ballots are fixed, so that its published readings can be, too.
insert into public.polls (
  id, space_id, created_by, title, description, modality, lens, relevance, status, closes_at,
  opened_at, option_count, frozen_lens, tie_seed, eligible_count, closed_at, tallied_at, published_at
)
values (
  '00000000-0000-4000-8002-000000000001', '00000000-0000-4000-8001-000000000001',
  '00000000-0000-4000-8000-000000000001', 'Which crossing do we repair first?',
  'Money for one this year. The footbridge is the shorter way to school; the ford floods in spring.',
  'plurality', 'ekoh', '{"0732": 700000, "0521": 300000}', 'published', now() + interval '1 hour',
  clock_timestamp(), 3, '{"cap": 1000000, "kind": "ekoh", "relevance": {"0521": 300000, "0732": 700000}}',
  '6e1c1f45f767e5721dda8c6378cf4f98009ca4148cd8986b898d4fcc63adacee', 11, now(), now(), now()
);
update private.poll_secrets
set salt = decode(repeat('5a', 32), 'hex')
where poll_id = '00000000-0000-4000-8002-000000000001';

alter table public.poll_options disable trigger poll_options_before_change_guard;
insert into public.poll_options (id, poll_id, position, label)
select
  ('00000000-0000-4000-8003-' || lpad(place::text, 12, '0'))::uuid,
  '00000000-0000-4000-8002-000000000001', place - 1, label
from unnest(array['The footbridge', 'The mill weir', 'The ford']) with ordinality as o (label, place);
alter table public.poll_options enable trigger poll_options_before_change_guard;

insert into public.ballots (poll_id, voter_tag, profile_id, choice, sequence, nonce)
overriding system value
select s.poll_id, extensions.hmac(uuid_send(v.voter), s.salt, 'sha256'), v.voter, v.choice::jsonb,
  row_number() over (order by v.voter), decode(repeat(lpad(v.choice, 2, '0'), 16), 'hex')
from private.poll_secrets s
cross join (
  select ('00000000-0000-4000-8000-' || lpad(person::text, 12, '0'))::uuid as voter, choice::text
  from (values (1, 0), (2, 0), (3, 2), (4, 2), (5, 2), (6, 0), (7, 1), (8, 0), (9, 0)) as b (person, choice)
) as v
where s.poll_id = '00000000-0000-4000-8002-000000000001';
select setval('public.ballots_sequence_seq', 9);

insert into public.poll_results (
  id, poll_id, lens, engine_version, lens_definition, lens_hash, snapshot_hash, ballots_root,
  ballot_count, eligible_count, total_weight, winners, result, changes_winner, warnings
)
select
  ('00000000-0000-4000-8004-' || lpad(n::text, 12, '0'))::uuid,
  '00000000-0000-4000-8002-000000000001', lens::public.poll_lens, '1', definition::jsonb, lens_hash,
  snapshot_hash, 'e904b4090b3c0c9fedd64a24d59f5e358f75d34e29fd1f80b0e80c5505a2b1b6', 9, 11, weight,
  '{0}', result::jsonb, changes_winner, warnings::text[]
from (values
  (1, 'equal', '{"kind": "equal"}',
    'b622ad220c890bb4bdd35e123394d2b3b45f0dbaa02a1d8ca23a85e1b78114cb',
    'b12288b3877812f10b877aee30431f86cba3b0148b98833086092d1659dceba6', 9000000,
    '{"ballots": 9, "method": "plurality", "ranking": [[0], [2], [1]], "ties": [],
      "totals": ["5000000", "1000000", "3000000"], "weight": "9000000", "winners": [0]}',
    null, '{}'),
  (2, 'ekoh', '{"cap": 1000000, "kind": "ekoh", "relevance": {"0521": 300000, "0732": 700000}}',
    'ab8d3aff5fa6c6516152fcdceb803984bde88f78cf482af484b75a0bb0e4c4c6',
    'fe8944b633ea02280e910373e23230d0899ae5e418b7909eb35a444f49225aad', 9918923,
    '{"ballots": 9, "method": "plurality", "ranking": [[0], [2], [1]], "ties": [],
      "totals": ["5000000", "1000000", "3918923"], "weight": "9918923", "winners": [0]}',
    false, '{expert_threshold_not_met}')
) as r (n, lens, definition, lens_hash, snapshot_hash, weight, result, changes_winner, warnings);

insert into public.ballot_weights (result_id, voter_tag, raw_weight, weight)
select '00000000-0000-4000-8004-000000000002', b.voter_tag, 1000000,
  case b.profile_id
    when '00000000-0000-4000-8000-000000000003' then 1597692
    when '00000000-0000-4000-8000-000000000005' then 1321231
    else 1000000
  end
from public.ballots b
where b.poll_id = '00000000-0000-4000-8002-000000000001';

-- A decision to make, by the same commands that an app calls.
do $$
declare
  poll uuid;
  person record;
begin
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000005"}', true);
  poll := (public.create_poll(
    space => '00000000-0000-4000-8001-000000000001',
    title => 'Market Street without cars on Saturdays?',
    description => 'From April to October, eight to six. Deliveries before eight.',
    modality => 'yes_no'
  )).id;
  perform public.open_poll(poll);
  for person in
    select * from (values (1, 'yes'), (2, 'no'), (7, 'yes'), (10, 'abstain')) as b (number, choice)
  loop
    perform set_config('request.jwt.claims', jsonb_build_object(
      'sub', '00000000-0000-4000-8000-' || lpad(person.number::text, 12, '0'))::text, true);
    perform public.cast_ballot(poll, to_jsonb(person.choice));
  end loop;
  perform set_config('request.jwt.claims', '', true);
end
$$;
