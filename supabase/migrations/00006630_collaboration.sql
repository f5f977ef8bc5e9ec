-- Working together earns both sides, where both said so: whoever received hours verified them, or a
-- proposal's author took over what somebody else moved.

create function private.rewarded_token(space uuid, action text)
returns uuid
language sql stable security definer set search_path = ''
begin atomic
  select r.asset_id
  from private.reward_rule(space, action) as r
  join public.assets a on a.id = r.asset_id and a.retired_at is null
  where r.is_active;
end;
comment on function private.rewarded_token is 'What an action earns in a space; null: nothing.';

create function private.reward_together(
  space uuid, action text, people uuid[], source_type text, source_id text,
  others uuid[] default '{}'
)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  token constant uuid := private.rewarded_token(space, action);
  ordered constant uuid[] := array(select p from unnest(people) as p order by p);
  accounts uuid[];
  person uuid;
begin
  if token is null then
    return;
  end if;
  -- All of them in the order of ids, before anybody is granted anything: people, then accounts.
  perform private.stays(p) from unnest(ordered) as p;
  perform pg_advisory_xact_lock(uuid_hash_extended(p, 66)) from unnest(ordered) as p;
  perform private.open_wallets(ordered, token);
  accounts := others || private.system_account(token, 'issuance') || (
    select private.space_account(s.id, token, 'pool')
    from public.spaces s
    where s.id = reward_together.space and s.kind = 'team'
  );
  perform from public.ledger_accounts a
  where a.id = any (accounts) or a.owner_profile_id = any (people) and a.asset_id = token
  order by a.id
  for no key update;
  foreach person in array ordered loop
    perform private.grant_reward(space, action, person, source_type, source_id);
  end loop;
end;
$$;
comment on function private.reward_together is
  'grant_reward for several people who did something together. Others are accounts that are booked '
  'on in the same transaction.';

create function private.people_behind(identities uuid[])
returns uuid[]
language sql stable security definer set search_path = ''
begin atomic
  select array(
    select o.profile_id from private.identity_owners o where o.identity_id = any (identities)
  );
end;
comment on function private.people_behind is 'Whoever was erased is nobody.';

create function private.reward_verified_hours()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  chrona constant uuid := private.asset_id('CHRONA');
  giver constant uuid := (private.people_behind(array[new.author_id]))[1];
  minting uuid[] := '{}';
begin
  -- What is minted right after lies on other accounts than what is earned.
  if private.rewarded_token(new.space_id, 'collaboration') is not null and private.stays(giver) then
    minting := array[private.system_account(chrona, 'issuance'), private.wallet_of(giver, chrona)];
  end if;
  perform private.reward_together(new.space_id, 'collaboration',
    private.people_behind(array[new.author_id, new.receiver_id]), 'hours', new.id::text, minting);
  return null;
end;
$$;
comment on function private.reward_verified_hours is
  'Hours that their receiver verified earn whoever gave and whoever had them.';

create trigger hour_entries_after_update_reward
  after update of status on public.hour_entries
  for each row when (new.status = 'verified' and new.decided_by = new.receiver_id)
  execute function private.reward_verified_hours();

create function private.reward_accepted_amendment()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.reward_together(new.space_id, 'collaboration',
    private.people_behind(array[
      new.author_id, (select p.author_id from public.proposals p where p.id = new.proposal_id)
    ]), 'amendment', new.id::text);
  return null;
end;
$$;
comment on function private.reward_accepted_amendment is
  'A text that became a proposal''s earns whoever moved it, and the author who took it over.';

create trigger amendments_after_update_reward
  after update of status on public.amendments
  for each row when (new.status = 'accepted' and old.status <> 'accepted')
  execute function private.reward_accepted_amendment();

revoke execute on function
  private.rewarded_token, private.reward_together, private.people_behind,
  private.reward_verified_hours, private.reward_accepted_amendment
from public;
