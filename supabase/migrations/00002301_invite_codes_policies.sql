--                        anon   redeemer   creator   organizer and up
--   invite_codes          -       -        own       read what gives less than their own rank
--   invite_redemptions    -      own        -        read
--
-- A code is a key: whoever reads one that gives their own rank or more could use it from a second
-- account. So each rank reads the codes that it may make.
alter table public.invite_codes enable row level security;
alter table public.invite_redemptions enable row level security;

grant select on public.invite_codes, public.invite_redemptions to authenticated;
grant select, insert, update, delete on public.invite_codes, public.invite_redemptions
  to service_role;

create policy invite_codes_select_party on public.invite_codes
  for select to authenticated
  using (
    created_by = (select auth.uid())
    or case role
      when 'admin' then (select private.my_spaces('owner')) @> space_id
      when 'moderator' then (select private.my_spaces('admin')) @> space_id
      when 'organizer' then (select private.my_spaces('moderator')) @> space_id
      else (select private.my_spaces('organizer')) @> space_id
    end
  );

-- coalesce for the same reason as in space_members.
create policy invite_redemptions_select_party on public.invite_redemptions
  for select to authenticated
  using (
    profile_id = (select auth.uid())
    or coalesce((select private.my_spaces('organizer')) @> space_id, false)
  );
