-- Riverside, a small town that decides together: its people and where they meet. What they do there
-- is in seeds/, a file for each domain. Fixed values, so that whoever loads it sees the same.
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
