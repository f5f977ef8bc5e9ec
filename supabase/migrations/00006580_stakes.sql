-- Stakes: what a voter sets aside in their wallet behind a ballot, for the lens stake. It stays theirs
-- and comes back whole, whatever the poll decides; only while the poll goes on can it do nothing else.
create table public.poll_stakes (
  poll_id    uuid not null,
  profile_id uuid not null,
  asset_id   uuid not null,
  amount     bigint not null,
  hold_id    uuid not null,
  staked_at  timestamptz not null default clock_timestamp(),

  primary key (poll_id, profile_id),
  constraint poll_stakes_poll_id_fkey foreign key (poll_id)
    references public.polls on delete restrict,
  constraint poll_stakes_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  constraint poll_stakes_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint poll_stakes_hold_id_fkey foreign key (hold_id)
    references public.ledger_holds on delete restrict,
  constraint poll_stakes_amount_positive check (amount between 1 and 9007199254740991)
);
comment on table public.poll_stakes is
  'What a person has staked on a poll, and the hold that keeps it. The row goes as the hold does. '
  'Theirs alone to see; readings take the amounts from the close, without names.';
comment on column public.poll_stakes.amount is 'Minor units of the asset.';

create index poll_stakes_profile_id_idx on public.poll_stakes (profile_id, staked_at desc);
create index poll_stakes_asset_id_idx on public.poll_stakes (asset_id);
create index poll_stakes_hold_id_idx on public.poll_stakes (hold_id);

-- The lens -------------------------------------------------------------------------
-- Tokens only: money of the outside world buys no votes.
create or replace function private.is_stakeable(space uuid, asset uuid)
returns boolean
language sql stable security definer set search_path = ''
begin atomic
  select exists (
    select from public.assets a
    where a.id = asset and a.kind = 'token' and a.retired_at is null
      and (a.space_id is null or a.space_id = space)
  );
end;

create function private.whole_units(asset uuid, amount bigint)
returns bigint
language sql stable security definer set search_path = ''
begin atomic
  select (amount / (10 ^ a.scale)::bigint) from public.assets a where a.id = asset;
end;
comment on function private.whole_units is 'An amount in minor units, rounded down to whole ones.';

create or replace function private.staked_on(poll uuid, person uuid)
returns bigint
language sql stable security definer set search_path = ''
begin atomic
  select coalesce((
    select private.whole_units(s.asset_id, s.amount)
    from public.poll_stakes s
    where s.poll_id = poll and s.profile_id = person
  ), 0);
end;

-- Releasing ------------------------------------------------------------------------
create function private.release_stakes(polls uuid[])
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  holds uuid[];
begin
  with released as (
    delete from public.poll_stakes s where s.poll_id = any (polls) returning s.hold_id
  )
  select array_agg(r.hold_id) into holds from released r;
  perform private.void_holds(holds);
end;
$$;
comment on function private.release_stakes is
  'Gives back what was staked on polls, whole. Once: the rows go with their holds.';

create function private.freeze_stakes()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.ballot_backings (poll_id, kind, voter_tag, amount)
  select s.poll_id, 'stake', b.voter_tag, private.whole_units(s.asset_id, s.amount)
  from public.poll_stakes s
  join public.ballots b on b.poll_id = s.poll_id and b.profile_id = s.profile_id
  where s.poll_id = new.id and private.whole_units(s.asset_id, s.amount) > 0;
  return null;
end;
$$;
comment on function private.freeze_stakes is 'Keeps the stakes of a poll that closes, by tag.';

create trigger polls_after_update_freeze_stakes
  after update of status on public.polls
  for each row when (old.status = 'open' and new.status = 'closed')
  execute function private.freeze_stakes();

create function private.end_stakes()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.release_stakes(array[new.id]);
  return null;
end;
$$;
comment on function private.end_stakes is 'What is decided, or called off, holds nothing any more.';

create trigger polls_after_update_end_stakes
  after update of status on public.polls
  for each row when (
    new.status <> old.status and new.status in ('published', 'cancelled')
  )
  execute function private.end_stakes();

create function private.end_withdrawn_stake()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  hold uuid;
begin
  delete from public.poll_stakes s
  where s.poll_id = old.poll_id and s.profile_id = old.profile_id
  returning s.hold_id into hold;
  if found then
    perform private.void_hold(hold);
  end if;
  return null;
end;
$$;
comment on function private.end_withdrawn_stake is 'Without a ballot nothing is at stake.';

create trigger ballots_after_delete_end_stake
  after delete on public.ballots
  for each row execute function private.end_withdrawn_stake();

-- Whoever runs a poll could else keep stakes by never publishing it.
create function private.release_forgotten_stakes()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  forgotten constant uuid[] := array(
    select p.id
    from public.polls p
    where p.closed_at < now() - interval '30 days'
      and exists (select from public.poll_stakes s where s.poll_id = p.id)
    order by p.id
    limit 100
    for no key update skip locked
  );
begin
  perform private.release_stakes(forgotten);
end;
$$;
comment on function private.release_forgotten_stakes is
  'Gives back what was staked on polls that closed thirty days ago and were never published.';

select cron.schedule(
  'release-forgotten-stakes', '37 * * * *', 'select private.release_forgotten_stakes()'
);

-- Runs while the ballot still has its name.
create function private.forget_stakes(person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  holds uuid[];
begin
  with released as (
    delete from public.poll_stakes s where s.profile_id = person returning s.*
  ),
  kept as (
    insert into private.ballot_backings (poll_id, kind, voter_tag, amount)
    select b.poll_id, 'stake', b.voter_tag, private.whole_units(r.asset_id, r.amount)
    from released r
    join public.ballots b on b.poll_id = r.poll_id and b.profile_id = person
    join public.polls p on p.id = b.poll_id and p.status = 'open'
    where private.whole_units(r.asset_id, r.amount) > 0
  )
  select array_agg(r.hold_id) into holds from released r;
  perform private.void_holds(holds);
end;
$$;
comment on function private.forget_stakes is
  'In polls that are open an erased person''s stakes count on, as the close would keep them.';

select private.erases_with('forget_stakes');
select private.holds_personal_data('public.poll_stakes', 'profile_id', 'delete');

-- Staking --------------------------------------------------------------------------
create function private.stake_on_poll(poll uuid, asset uuid, amount bigint)
returns public.poll_stakes
language plpgsql volatile security definer set search_path = ''
as $$
declare
  voter constant uuid := auth.uid();
  paper constant private.ballot_paper := private.ballot_paper(poll, voter);
  asked public.polls;
  lens jsonb;
  before public.poll_stakes;
  stake public.poll_stakes;
  hold public.ledger_holds;
begin
  select p.* into asked from public.polls p where p.id = poll;
  lens := private.lens_of_kind(asked, 'stake');
  if lens is null then
    perform private.fail(409, 'no_stakes', 'This poll is not read by stakes.');
  elsif (asset = (lens ->> 'asset')::uuid) is not true then
    perform private.fail(422, 'invalid_asset', 'Stake the asset that the poll''s lens names.');
  elsif (amount between 0 and 9007199254740991) is not true then
    perform private.fail(422, 'invalid_amount', 'Stake at least 1, or 0 to take all back.');
  end if;

  -- The ballot first: one that is being taken back takes its stake along, and a double click waits.
  perform from public.ballots b
  where b.poll_id = poll and b.voter_tag = paper.voter_tag
  for no key update;
  if not found then
    perform private.fail(404, 'no_ballot', 'You have no ballot here. Cast one.');
  end if;
  select s.* into before
  from public.poll_stakes s
  where s.poll_id = stake_on_poll.poll and s.profile_id = voter;
  if coalesce(before.amount, 0) = amount then
    return before;
  elsif before.amount is not null and not paper.revisable then
    perform private.fail(409, 'not_revisable', 'Ballots of this poll are final.');
  end if;

  if before.hold_id is not null then
    perform private.void_hold(before.hold_id);
  end if;
  if amount = 0 then
    delete from public.poll_stakes s where s.poll_id = stake_on_poll.poll and s.profile_id = voter;
    return null;
  end if;
  hold := private.place_hold(
    private.wallet_of(voter, asset), amount, 'stake', 'stake:' || gen_random_uuid(),
    reference => 'polls/' || poll
  );
  insert into public.poll_stakes (poll_id, profile_id, asset_id, amount, hold_id)
  values (poll, voter, asset, stake_on_poll.amount, hold.id)
  on conflict on constraint poll_stakes_pkey do update set
    amount = excluded.amount, hold_id = excluded.hold_id,
    staked_at = excluded.staked_at
  returning * into stake;
  return stake;
end;
$$;

create function public.stake_on_poll(poll uuid, asset uuid, amount bigint)
returns public.poll_stakes
language sql volatile security invoker set search_path = ''
begin atomic
  select private.stake_on_poll(poll, asset, amount);
end;
comment on function public.stake_on_poll is
  'Sets aside an amount of the caller''s wallet (minor units) behind their ballot, in an open poll '
  'with the lens stake, in place of what stood before; 0 takes it back. It comes back when the '
  'ballot is taken back and when the poll is published or called off, at the latest thirty days '
  'after the close. Errors: 404 poll_not_found, 403 not_eligible, 409 poll_not_open, '
  '409 no_stakes, 422 invalid_asset, 422 invalid_amount, 404 no_ballot, 409 not_revisable, '
  '409 insufficient_funds.';

revoke execute on function
  private.whole_units, private.release_stakes, private.freeze_stakes, private.end_stakes,
  private.end_withdrawn_stake, private.release_forgotten_stakes, private.forget_stakes,
  private.stake_on_poll, public.stake_on_poll
from public;
grant execute on function private.stake_on_poll, public.stake_on_poll to authenticated;
