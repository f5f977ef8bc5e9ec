--                          anon   member                 party, also when they left   who judges
--   bounties                -     all but drafts         read                         read
--   bounty_contributions    -     of what was opened     read                         read
--   bounty_transactions     -     of what was opened     read                         read
--   bounty_submissions      -     awarded ones           their own                    all of it
--
-- Parties are who put the bounty up, who put something in, and who handed work in. Who put it up judges
-- the work, or for a space whoever may spend its treasury; who put something in, when no work is taken
-- any more, so that nobody copies it; and in a dispute whoever may decide it. Nobody writes here
-- directly: see the actions.

create function private.my_bounty_ids()
returns uuid[]
language plpgsql stable parallel safe security definer set search_path = ''
as $$
begin
  return array(
    select p.bounty_id
    from private.identity_owners o
    cross join lateral (
      select b.id as bounty_id from public.bounties b where b.author_id = o.identity_id
      union all
      select c.bounty_id from public.bounty_contributions c where c.identity_id = o.identity_id
      union all
      select s.bounty_id from public.bounty_submissions s where s.author_id = o.identity_id
    ) as p
    where o.profile_id = (select auth.uid())
      and not coalesce((select private.my_spaces()) @> o.space_id, false)
    union
    select b.id
    from public.bounties b
    where b.status = 'disputed' and private.has_global_permission('escalated_disputes.approve')
  );
end;
$$;
comment on function private.my_bounty_ids is
  'For policies: bounties of spaces that the caller has left, to which they are a party under any of '
  'their names, and those that they may decide about from outside.';

create function private.my_judged_bounty_ids()
returns uuid[]
language plpgsql stable parallel safe security definer set search_path = ''
as $$
begin
  return array(
    select b.id
    from private.identity_owners o
    join public.bounties b on b.author_id = o.identity_id
    where o.profile_id = (select auth.uid()) and not b.is_from_space
    union
    select c.bounty_id
    from private.identity_owners o
    join public.bounty_contributions c on c.identity_id = o.identity_id
    join public.bounties b on b.id = c.bounty_id
    where o.profile_id = (select auth.uid()) and b.status > 'open'
    union
    select b.id
    from public.bounties b
    where b.is_from_space
      and b.space_id = any ((select private.my_space_ids_with('treasury.edit'))::uuid[])
    union
    select b.id
    from public.bounties b
    where b.status = 'disputed' and (
      b.space_id = any ((select private.my_space_ids_with('bounty_disputes.approve'))::uuid[])
      or (select private.has_global_permission('escalated_disputes.approve'))
    )
  );
end;
$$;
comment on function private.my_judged_bounty_ids is
  'For policies: bounties whose work the caller has to look at.';

revoke execute on function private.my_bounty_ids, private.my_judged_bounty_ids from public;
grant execute on function private.my_bounty_ids, private.my_judged_bounty_ids
to authenticated;  -- policies run as the caller

alter table public.bounties enable row level security;
alter table public.bounty_contributions enable row level security;
alter table public.bounty_transactions enable row level security;
alter table public.bounty_submissions enable row level security;

-- Column by column, which leaves out Postgres' own, the keys that clients draw, and the accounts.
grant select (
  id, space_id, author_id, is_from_space, asset_id, title, description, terms, target_type,
  target_id, status, ends_at, extensions, review_until, settles_at, raised_amount,
  escrowed_amount, created_at, opened_at, ended_at
) on public.bounties to authenticated;
grant select (
  id, bounty_id, space_id, identity_id, source, payment_id, amount, awarded_amount,
  returned_amount, escrowed_amount, due_amount, contributed_at
) on public.bounty_contributions to authenticated;
grant select (
  id, bounty_id, space_id, contribution_id, number, kind, amount, transaction_id, booked_at
) on public.bounty_transactions to authenticated;
grant select (
  id, bounty_id, space_id, author_id, body, status, decline_reason, share, awarded_amount,
  handed_in_at
) on public.bounty_submissions to authenticated;
grant select on
  public.bounties, public.bounty_contributions, public.bounty_transactions,
  public.bounty_submissions
to service_role;

create policy bounties_select_signed_in on public.bounties
  for select to authenticated
  using (
    case
      when opened_at is null then author_id = any ((select private.my_identity_ids())::uuid[])
      else coalesce((select private.my_spaces()) @> space_id, false)
        or id = any ((select private.my_bounty_ids())::uuid[])
    end
  );

create policy bounty_contributions_select_signed_in on public.bounty_contributions
  for select to authenticated
  using (
    coalesce((select private.my_spaces()) @> space_id, false)
    or coalesce(bounty_id = any ((select private.my_bounty_ids())::uuid[]), false)
  );

create policy bounty_transactions_select_signed_in on public.bounty_transactions
  for select to authenticated
  using (
    coalesce((select private.my_spaces()) @> space_id, false)
    or coalesce(bounty_id = any ((select private.my_bounty_ids())::uuid[]), false)
  );

create policy bounty_submissions_select_signed_in on public.bounty_submissions
  for select to authenticated
  using (
    coalesce(author_id = any ((select private.my_identity_ids())::uuid[]), false)
    or coalesce(status = 'awarded' and (select private.my_spaces()) @> space_id, false)
    or coalesce(bounty_id = any ((select private.my_judged_bounty_ids())::uuid[]), false)
  );
