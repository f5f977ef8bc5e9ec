--                   anon     stranger   invited, member   contributor   organizer   moderator
--   rules, flairs   public   public     read              read          write       write
--   templates         -        -         -                read          write       write
--   automod lists     -        -         -                 -             -          write
--
-- To write is to read, too, what is switched off. New ones and their order: see the actions. Here
-- the words, the value, on or off, and deletion.
alter table public.space_rules enable row level security;

grant select on public.space_rules to anon, authenticated;
grant update (title, body, value, is_active), delete on public.space_rules to authenticated;
grant select, insert, update, delete on public.space_rules to service_role;

create policy space_rules_select_anon on public.space_rules
  for select to anon
  using (visibility = 'public' and is_active and kind in ('rule', 'flair'));

create policy space_rules_select_signed_in on public.space_rules
  for select to authenticated
  using (
    case kind
      when 'automod' then (select private.my_spaces('moderator')) @> space_id
      when 'template' then is_active and (select private.my_spaces('contributor')) @> space_id
      else is_active
        and (visibility = 'public' or (select private.my_readable_spaces()) @> space_id)
    end
    or (kind <> 'automod' and (select private.my_spaces('organizer')) @> space_id)
  );

create policy space_rules_update_organizer on public.space_rules
  for update to authenticated
  using (
    case kind
      when 'automod' then space_id = any ((select private.my_live_space_ids('moderator'))::uuid[])
      else space_id = any ((select private.my_live_space_ids('organizer'))::uuid[])
    end
  );

create policy space_rules_delete_organizer on public.space_rules
  for delete to authenticated
  using (
    case kind
      when 'automod' then space_id = any ((select private.my_live_space_ids('moderator'))::uuid[])
      else space_id = any ((select private.my_live_space_ids('organizer'))::uuid[])
    end
  );
