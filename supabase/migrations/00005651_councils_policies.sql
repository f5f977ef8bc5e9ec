--                         anon           stranger       member
--   councils              public space   public space   read
--   council_terms         public space   public space   read
--   council_candidacies   public space   public space   read
--
-- Written by commands and by the clock.
alter table public.councils enable row level security;
alter table public.council_terms enable row level security;
alter table public.council_candidacies enable row level security;

grant select on public.councils, public.council_terms, public.council_candidacies
  to anon, authenticated, service_role;

create policy councils_select_anon on public.councils
  for select to anon
  using (visibility = 'public');

create policy councils_select_signed_in on public.councils
  for select to authenticated
  using (visibility = 'public' or (select private.my_spaces()) @> space_id);

create policy council_terms_select_anon on public.council_terms
  for select to anon
  using (visibility = 'public');

create policy council_terms_select_signed_in on public.council_terms
  for select to authenticated
  using (visibility = 'public' or (select private.my_spaces()) @> space_id);

create policy council_candidacies_select_anon on public.council_candidacies
  for select to anon
  using (visibility = 'public');

create policy council_candidacies_select_signed_in on public.council_candidacies
  for select to authenticated
  using (visibility = 'public' or (select private.my_spaces()) @> space_id);
