-- What a close makes of delegations. Names lead to voter tags only until the poll is closed, so
-- what stands at that moment is kept by tag, in the same statement; the tally needs nothing else.
create table private.frozen_delegations (
  poll_id       uuid not null,
  delegator_tag bytea not null,
  delegate_tag  bytea not null,
  domain_code   text,

  primary key (poll_id, delegator_tag),
  constraint frozen_delegations_poll_id_fkey foreign key (poll_id)
    references public.polls on delete restrict,
  constraint frozen_delegations_not_oneself check (delegator_tag <> delegate_tag)
);
comment on table private.frozen_delegations is
  'Who of those who did not vote was to be voted for by whom when a poll closed, by voter tag. '
  'Append-only, and without names.';

create index frozen_delegations_delegate_tag_idx
  on private.frozen_delegations (poll_id, delegate_tag);

create trigger frozen_delegations_before_change_refuse
  before update or delete on private.frozen_delegations
  for each row execute function private.refuse_change();

create function private.freeze_delegations()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  salt bytea := (select x.salt from private.poll_secrets x where x.poll_id = new.id);
  lens jsonb := (
    select l.lens
    from jsonb_array_elements(new.frozen_lens || new.compared_lenses) as l (lens)
    where l.lens ->> 'kind' = 'delegated'
  );
begin
  if lens is null then
    return new;
  end if;
  with domains as materialized (
    select d.code, sum(r.share::bigint) as share
    from jsonb_each_text(lens -> 'relevance') as r (code, share)
    join public.expertise_domains d on starts_with(r.code, d.code)
    group by d.code
  ),
  standing as (
    select distinct on (d.delegator_id)
      giver.profile_id as delegator, taker.profile_id as delegate, d.domain_code
    from public.delegations d
    join private.identity_owners giver on giver.identity_id = d.delegator_id
    join private.identity_owners taker on taker.identity_id = d.delegate_id
    join private.electorate g on g.poll_id = new.id and g.profile_id = giver.profile_id
    join private.electorate t on t.poll_id = new.id and t.profile_id = taker.profile_id
    left join domains about on about.code = d.domain_code
    where d.space_id = new.space_id and d.ended_on is null
      and (d.domain_code is null or about.code is not null)
    order by d.delegator_id, length(d.domain_code) desc nulls last, about.share desc, d.domain_code
  )
  insert into private.frozen_delegations (poll_id, delegator_tag, delegate_tag, domain_code)
  select new.id, extensions.hmac(uuid_send(s.delegator), salt, 'sha256'),
    extensions.hmac(uuid_send(s.delegate), salt, 'sha256'), s.domain_code
  from standing s
  where not exists (
    select from public.ballots b where b.poll_id = new.id and b.profile_id = s.delegator
  );
  return new;
end;
$$;
comment on function private.freeze_delegations is
  'For polls that one of the lenses delegates in. Keeps, of every eligible member without a ballot, the one delegation that counts in this poll: '
  'to an eligible member, for the narrowest domain that a domain of the poll lies in, of equally '
  'narrow ones for the more relevant, else for the whole space.';

-- Before the row changes: from then on the salt is gone.
create trigger polls_before_update_freeze_delegations
  before update of status on public.polls
  for each row when (old.status = 'open' and new.status = 'closed')
  execute function private.freeze_delegations();

create function private.delegations_at_close(poll uuid)
returns table (delegator text, delegate text, domain text, delegate_voted boolean)
language sql stable security definer set search_path = ''
begin atomic
  select encode(f.delegator_tag, 'hex'), encode(f.delegate_tag, 'hex'), f.domain_code,
    b.voter_tag is not null
  from private.frozen_delegations f
  left join public.ballots b on b.poll_id = poll and b.voter_tag = f.delegate_tag
  where f.poll_id = poll;
end;
comment on function private.delegations_at_close is
  'By voter tag, in lower hex: of those who did not vote, whom they delegated to, for which domain '
  'and whether that person voted.';

create function private.lens_delegated_fits(lens jsonb)
returns boolean
language sql immutable security definer set search_path = ''
begin atomic
  select lens - 'relevance' = '{}'
    and (lens -> 'relevance' = '{}' or private.is_relevance(lens -> 'relevance'));
end;
comment on function private.lens_delegated_fits is '{"relevance": …}, which may be empty.';

create function private.lens_delegated_freezes(poll public.polls, lens jsonb)
returns jsonb
language sql immutable security definer set search_path = ''
begin atomic
  select lens;
end;

-- Whoever votes delegates to nobody here, so the walk back from a ballot meets no other ballot and no
-- circle. The engine walks the other way.
create function private.votes_carried(poll uuid, tag bytea)
returns bigint
language sql stable security definer set search_path = ''
begin atomic
  with recursive carried as (
    select f.delegator_tag
    from private.frozen_delegations f
    where f.poll_id = poll and f.delegate_tag = tag
    union all
    select f.delegator_tag
    from carried c
    join private.frozen_delegations f on f.poll_id = poll and f.delegate_tag = c.delegator_tag
  )
  select count(*) from carried;
end;
comment on function private.votes_carried is
  'How many people who did not vote the ballot with this tag counts for.';

create function private.lens_delegated_knows(
  poll public.polls, lens jsonb, after bytea, page integer
)
returns table (voter_tag bytea, known jsonb)
language sql stable security definer set search_path = ''
begin atomic
  select v.voter_tag, case when v.carried > 0 then
    jsonb_build_object('carried', v.carried::text)
  end
  from (
    select b.voter_tag, private.votes_carried(poll.id, b.voter_tag) as carried
    from public.ballots b
    where b.poll_id = poll.id and b.voter_tag > after
    order by b.voter_tag
    limit page
  ) as v
  order by v.voter_tag;
end;
comment on function private.lens_delegated_knows is
  'Of whoever votes for others, too: {"carried": how many}. What the snapshot itself holds, '
  'delegations_at_close tells.';

-- The number alone: who was behind it would tell the delegate who did not vote.
create function private.lens_delegated_explains(poll public.polls, lens jsonb, person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select jsonb_build_object(
    'carried', told.carried, 'weight', 1_000_000 * (1 + coalesce(told.carried, 0))
  )
  from (
    select case when poll.tallied_at is not null then coalesce((
      select private.votes_carried(poll.id, b.voter_tag)
      from public.ballots b
      where b.poll_id = poll.id and b.profile_id = person
    ), 0) end
  ) as told (carried);
end;
comment on function private.lens_delegated_explains is
  'carried: votes of others in the caller''s ballot, null before the tally; weight is that of one '
  'vote and these.';

revoke execute on function
  private.freeze_delegations, private.delegations_at_close, private.lens_delegated_fits,
  private.lens_delegated_freezes, private.votes_carried, private.lens_delegated_knows,
  private.lens_delegated_explains
from public;
grant execute on function private.delegations_at_close to service_role;
