--                anon           stranger       member   organizer
--   poll_events  public space   public space   read     read
--
-- Written by commands only, and never changed.
alter table public.poll_events enable row level security;

grant select on public.poll_events to anon, authenticated, service_role;

create policy poll_events_select_anon on public.poll_events
  for select to anon
  using (visibility = 'public');

create policy poll_events_select_signed_in on public.poll_events
  for select to authenticated
  using (visibility = 'public' or (select private.my_spaces()) @> space_id);
