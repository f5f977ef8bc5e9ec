-- Proposals move by themselves: to the vote when they were talked over, or to their end where too
-- few stand behind them or none to be elected, and from the count to its publication. Nobody's delay decides anything.

create index polls_of_proposals_tallied_idx on public.polls (tallied_at)
  where status = 'tallied' and target_type = 'proposal';

create function private.lock_due_stakes()
returns void
language sql volatile security definer set search_path = ''
begin atomic
  select null where false;  -- nothing is staked yet: the stakes of proposals bring their own
end;
comment on function private.lock_due_stakes is
  'Locks, all in one order, the wallets that what follows in this transaction gives stakes back to.';

create function private.end_deliberations()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  due public.proposals;
begin
  perform private.lock_due_stakes();
  for due in
    select p.*
    from public.proposals p
    join public.spaces s on s.id = p.space_id
    where p.status = 'deliberation' and p.deliberates_until <= now() and s.archived_at is null
    order by p.deliberates_until
    limit 500
  loop
    -- The space, then the proposal, as every command; who is busy is looked at in a minute.
    perform from public.spaces s
    where s.id = due.space_id and s.archived_at is null
    for share skip locked;
    continue when not found;
    select p.* into due
    from public.proposals p
    where p.id = due.id and p.status = 'deliberation' and p.deliberates_until <= now()
    for no key update skip locked;
    continue when not found;

    begin
      continue when private.missing_for_vote(due) is null
        and (private.put_to_vote(due)).status = 'voting';
    exception when sqlstate 'PT409' or sqlstate 'PT422' then
      null;  -- what its template asks for is not there, and nobody is here to be told
    end;
    update public.proposals p set status = 'lapsed', ended_at = now() where p.id = due.id;
  end loop;
end;
$$;
comment on function private.end_deliberations is
  'Puts to the vote what was talked over and lacks nothing for it; the rest lapses.';

create function private.publish_proposal_polls()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  counted uuid;
begin
  perform private.lock_due_stakes();
  for counted in
    select p.id
    from public.polls p
    join public.proposals r on r.poll_id = p.id
    join public.spaces s on s.id = p.space_id
    where p.status = 'tallied' and p.target_type = 'proposal' and s.archived_at is null
    order by p.tallied_at
    limit 500
    for no key update of p skip locked
  loop
    update public.polls p set status = 'published', published_at = now() where p.id = counted;
  end loop;
end;
$$;
comment on function private.publish_proposal_polls is
  'Publishes the count of a proposal''s poll: its author may not like it, nor an organizer.';

select cron.schedule('end-deliberations', '* * * * *', 'select private.end_deliberations()');
select cron.schedule(
  'publish-proposal-polls', '* * * * *', 'select private.publish_proposal_polls()');

revoke execute on function
  private.lock_due_stakes, private.end_deliberations, private.publish_proposal_polls
from public;
