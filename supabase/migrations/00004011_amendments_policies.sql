--                       anon           stranger       member
--   amendments          public space   public space   read
--   amendment_seconds   -              public space   read
--
-- Written by commands only. Of a draft there are none.
alter table public.amendments enable row level security;
alter table public.amendment_seconds enable row level security;

grant select on public.amendments to anon;
grant select on public.amendments, public.amendment_seconds to authenticated, service_role;

create policy amendments_select_anon on public.amendments
  for select to anon
  using (visibility = 'public');

create policy amendments_select_signed_in on public.amendments
  for select to authenticated
  using (visibility = 'public' or (select private.my_spaces()) @> space_id);

create policy amendment_seconds_select_signed_in on public.amendment_seconds
  for select to authenticated
  using (visibility = 'public' or (select private.my_spaces()) @> space_id);
