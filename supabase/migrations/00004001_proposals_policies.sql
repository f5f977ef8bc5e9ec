--                        anon           stranger       member           author
--   proposals            public space   public space   all but drafts   read; delete drafts
--   proposal_revisions   public space   public space   read             read
--   proposal_seconds     -              public space   read             read
--
-- Written by commands only. A draft is its author's alone, whatever rank others have.
alter table public.proposals enable row level security;
alter table public.proposal_revisions enable row level security;
alter table public.proposal_seconds enable row level security;

grant select on public.proposals, public.proposal_revisions to anon;
grant select on public.proposals, public.proposal_revisions, public.proposal_seconds
  to authenticated, service_role;
grant delete on public.proposals to authenticated;

create policy proposals_select_anon on public.proposals
  for select to anon
  using (visibility = 'public' and status <> 'draft');

create policy proposals_select_signed_in on public.proposals
  for select to authenticated
  using (
    (
      status <> 'draft'
      and (visibility = 'public' or (select private.my_spaces()) @> space_id)
    )
    or author_id = any ((select private.my_identity_ids())::uuid[])
  );

create policy proposals_delete_author on public.proposals
  for delete to authenticated
  using (
    status = 'draft'
    and author_id = any ((select private.my_identity_ids())::uuid[])
    and space_id = any ((select private.my_live_space_ids())::uuid[])
  );

create policy proposal_revisions_select_anon on public.proposal_revisions
  for select to anon
  using (visibility = 'public');

create policy proposal_revisions_select_signed_in on public.proposal_revisions
  for select to authenticated
  using (visibility = 'public' or (select private.my_spaces()) @> space_id);

create policy proposal_seconds_select_signed_in on public.proposal_seconds
  for select to authenticated
  using (visibility = 'public' or (select private.my_spaces()) @> space_id);
