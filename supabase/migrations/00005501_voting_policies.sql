--                    anon           stranger       member           author, organizer
--   vote_modalities  read           read           read             read
--   polls            public space   public space   all but drafts   read; edit and delete drafts
--   poll_options     as the poll    as the poll    as the poll      as the poll; write in drafts
--   ballots          -              -              own              own
--   poll_results     once published once published once published   from the tally on
--   ballot_weights   -              -              own              own
--
-- Nobody writes anything in an archived space.
-- An author runs a poll while they may draft polls in the space, and reads their drafts anyway. The
-- ranks are those of permissions that a space has not tuned. Service role reads everything and writes
-- through functions; poll_secrets, poll_transitions and ballot_log are the server's alone.
alter table public.vote_modalities enable row level security;
alter table public.polls enable row level security;
alter table public.poll_options enable row level security;
alter table public.ballots enable row level security;
alter table public.poll_results enable row level security;
alter table public.ballot_weights enable row level security;

-- plpgsql and definer, as my_spaces: planned once for the session, and past the policies of what
-- they read, since each asks for the caller's own rows.
create function private.my_draft_ids()
returns uuid[]
language plpgsql stable parallel safe security definer set search_path = ''
as $$
begin
  return array(
    select p.id
    from public.polls p
    where p.author_id = any ((select private.my_identity_ids())::uuid[]) and p.status = 'draft'
  );
end;
$$;
comment on function private.my_draft_ids is
  'For policies: polls the caller is still writing.';

create function private.my_tallied_poll_ids()
returns uuid[]
language plpgsql stable parallel safe security definer set search_path = ''
as $$
begin
  return array(
    select p.id
    from public.polls p
    join private.held_permissions h
      on h.space_id = p.space_id and h.profile_id = (select auth.uid())
    where p.author_id = any ((select private.my_identity_ids())::uuid[]) and p.status = 'tallied'
      and h.permission = 'polls.create'
  );
end;
$$;
comment on function private.my_tallied_poll_ids is
  'For policies: polls of the caller, who may still draft, that are counted and not yet published.';

create function private.my_voter_tags()
returns bytea[]
language plpgsql stable parallel safe security definer set search_path = ''
as $$
begin
  return array(
    select b.voter_tag from public.ballots b where b.profile_id = (select auth.uid())
  );
end;
$$;
comment on function private.my_voter_tags is
  'For policies: the caller''s tags in all polls.';

revoke execute on function private.runs_poll, private.my_draft_ids, private.my_tallied_poll_ids,
  private.my_voter_tags from public;
grant execute on function
  private.runs_poll, private.has_permission, private.my_draft_ids, private.my_tallied_poll_ids,
  private.my_voter_tags
to authenticated;

grant select on public.vote_modalities, public.polls, public.poll_options, public.poll_results
  to anon, authenticated;
grant select on public.ballot_weights to authenticated;
-- Column by column, which leaves out Postgres' own: xmin numbers transactions, and so counts the
-- ballots of others between two of one's own.
grant select (poll_id, voter_tag, profile_id, choice, revision, nonce, receipt, cast_at, changed_at)
  on public.ballots to authenticated;
grant select on public.vote_modalities, public.polls, public.poll_options, public.ballots,
  public.poll_results, public.ballot_weights
  to service_role;
grant update (title, description, opens_at, closes_at, compared_lenses, eligibility), delete
  on public.polls to authenticated;
grant
  insert (modality, parameters, lens, relevance, lens_settings, minimum_role, eligibility, secrecy,
    revisable, live_results),
  update (modality, parameters, lens, relevance, lens_settings, minimum_role, eligibility, secrecy,
    revisable, live_results)
  on public.governance_templates to authenticated;
grant insert (poll_id, position, label, description), update (position, label, description), delete
  on public.poll_options to authenticated;

create policy vote_modalities_select_everyone on public.vote_modalities
  for select to anon, authenticated
  using (true);

create policy polls_select_anon on public.polls
  for select to anon
  using (visibility = 'public' and status <> 'draft');

create policy polls_select_member on public.polls
  for select to authenticated
  using (
    (
      status <> 'draft'
      and (visibility = 'public' or (select private.my_spaces()) @> space_id)
    )
    or (status = 'draft' and author_id = any ((select private.my_identity_ids())::uuid[]))
    or (select private.my_spaces('organizer')) @> space_id
  );

-- Of any status, so that editing what is no draft is an error and not a silence.
create policy polls_update_author on public.polls
  for update to authenticated
  using (
    space_id = any ((select private.my_live_space_ids())::uuid[])
    and private.runs_poll(id)
  );

create policy polls_delete_author on public.polls
  for delete to authenticated
  using (
    status = 'draft'
    and space_id = any ((select private.my_live_space_ids())::uuid[])
    and private.runs_poll(id)
  );

create policy poll_options_select_anon on public.poll_options
  for select to anon
  using (visibility = 'public' and poll_status <> 'draft');

create policy poll_options_select_signed_in on public.poll_options
  for select to authenticated
  using (
    (
      poll_status <> 'draft'
      and (visibility = 'public' or (select private.my_spaces()) @> space_id)
    )
    or (select private.my_spaces('organizer')) @> space_id
    or poll_id = any ((select private.my_draft_ids())::uuid[])
  );

create policy poll_options_insert_author on public.poll_options
  for insert to authenticated
  with check (
    space_id = any ((select private.my_live_space_ids())::uuid[])
    and private.runs_poll(poll_id)
  );

create policy poll_options_update_author on public.poll_options
  for update to authenticated
  using (
    space_id = any ((select private.my_live_space_ids())::uuid[])
    and private.runs_poll(poll_id)
  );

create policy poll_options_delete_author on public.poll_options
  for delete to authenticated
  using (
    space_id = any ((select private.my_live_space_ids())::uuid[])
    and private.runs_poll(poll_id)
  );

create policy ballots_select_self on public.ballots
  for select to authenticated
  using (profile_id = (select auth.uid()));

create policy poll_results_select_anon on public.poll_results
  for select to anon
  using (visibility = 'public' and poll_status in ('published', 'contested'));

create policy poll_results_select_signed_in on public.poll_results
  for select to authenticated
  using (
    (
      poll_status in ('published', 'contested')
      and (visibility = 'public' or (select private.my_spaces()) @> space_id)
    )
    or (select private.my_spaces('organizer')) @> space_id
    or poll_id = any ((select private.my_tallied_poll_ids())::uuid[])
  );

create policy ballot_weights_select_self on public.ballot_weights
  for select to authenticated
  using (voter_tag = any ((select private.my_voter_tags())::bytea[]));
