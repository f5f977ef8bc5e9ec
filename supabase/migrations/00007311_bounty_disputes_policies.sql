--                      anon   member   party   who judges
--   bounty_disputes     -     read     read    read
--
-- Nobody writes here directly: see the actions.
alter table public.bounty_disputes enable row level security;

grant select (
  id, bounty_id, space_id, raised_by, reason, raised_at, outcome, decided_by, decision,
  returned_share, decided_at
) on public.bounty_disputes to authenticated;
grant select on public.bounty_disputes to service_role;

create policy bounty_disputes_select_signed_in on public.bounty_disputes
  for select to authenticated
  using (
    coalesce((select private.my_spaces()) @> space_id, false)
    or coalesce(bounty_id = any ((select private.my_bounty_ids())::uuid[]), false)
  );
