-- The lens stake: voting power from what a voter locks away while the poll is open. The root and the
-- cap keep wealth from deciding alone: a hundredfold stake is a tenfold power, and from 1156 on there
-- is no more to be had. What is locked, and where, is for the ledger to say.

create function private.lens_stake_fits(lens jsonb)
returns boolean
language sql immutable security definer set search_path = ''
begin atomic
  select lens - 'asset' = '{}' and coalesce(
    lens ->> 'asset' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', false
  );
end;
comment on function private.lens_stake_fits is '{"asset": id}, in lower case.';

-- Where there is no ledger nothing can be staked; a ledger replaces these two.
create function private.is_stakeable(space uuid, asset uuid)
returns boolean
language sql stable security definer set search_path = ''
begin atomic
  select false;
end;
comment on function private.is_stakeable is 'Can members of a space stake this asset?';

create function private.staked_on(poll uuid, person uuid)
returns bigint
language sql stable security definer set search_path = ''
begin atomic
  select bigint '0';
end;
comment on function private.staked_on is
  'What a person has locked on a poll, in whole units of the asset.';

create function private.lens_stake_freezes(poll public.polls, lens jsonb)
returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  if private.is_stakeable(poll.space_id, (lens ->> 'asset')::uuid) is not true then
    perform private.fail(422, 'invalid_lens', 'Name an asset that can be staked in this space.');
  end if;
  return lens;
end;
$$;
comment on function private.lens_stake_freezes is 'Errors: 422 invalid_lens.';

create function private.lens_stake_knows(
  poll public.polls, lens jsonb, after bytea, page integer
)
returns table (voter_tag bytea, known jsonb)
language sql stable security definer set search_path = ''
begin atomic
  select k.voter_tag, k.known
  from private.backings_known(poll.id, 'stake', 'staked', after, page) k
  order by k.voter_tag;
end;
comment on function private.lens_stake_knows is 'Of whoever staked: {"staked": whole units}.';

create function private.voting_power(staked bigint)
returns bigint
language sql immutable security definer set search_path = ''
begin atomic
  -- Of no more than 1156, so that the root of a floating-point number is exact.
  select floor(sqrt(greatest(least(coalesce(staked, 0), 1156), 0)))::bigint;
end;
comment on function private.voting_power is 'min(34, floor(√stake)), and 0 for nothing.';

create function private.lens_stake_explains(poll public.polls, lens jsonb, person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select jsonb_build_object(
    'staked', own.staked, 'power', private.voting_power(own.staked),
    'weight', 1_000_000 * private.voting_power(own.staked)
  )
  from (
    select case
      when poll.status = 'open' then private.staked_on(poll.id, person)
      else coalesce((
        select k.amount
        from public.ballots b
        join private.ballot_backings k
          on k.poll_id = b.poll_id and k.kind = 'stake' and k.voter_tag = b.voter_tag
        where b.poll_id = poll.id and b.profile_id = person
      ), 0)
    end
  ) as own (staked);
end;
comment on function private.lens_stake_explains is
  'staked: whole units of the asset; power is min(34, floor(√staked)), weight that many votes.';

revoke execute on function
  private.lens_stake_fits, private.is_stakeable, private.staked_on, private.lens_stake_freezes,
  private.lens_stake_knows, private.voting_power, private.lens_stake_explains
from public;
