-- Who lets whom vote for them, in a space, about everything or one field of knowledge. Both appear
-- here as they do in the space. A switch of name ends what was given and taken under the old one,
-- because what goes on under two names tells that they are one person.
create table public.delegations (
  id           uuid primary key default gen_random_uuid(),
  space_id     uuid not null,
  delegator_id uuid not null,
  delegate_id  uuid not null,
  domain_code  text,
  created_at   timestamptz not null default clock_timestamp(),
  ended_on     date,

  constraint delegations_space_id_fkey foreign key (space_id)
    references public.spaces on delete cascade,
  constraint delegations_delegator_id_fkey foreign key (delegator_id)
    references public.contextual_identities on delete cascade,
  constraint delegations_delegate_id_fkey foreign key (delegate_id)
    references public.contextual_identities on delete cascade,
  constraint delegations_domain_code_fkey foreign key (domain_code)
    references public.expertise_domains on delete restrict,
  constraint delegations_not_oneself check (delegator_id <> delegate_id)
);
comment on table public.delegations is
  'Who votes for whom where they do not vote themselves. Written by commands only; what is over '
  'stays, for the delegator.';
comment on column public.delegations.domain_code is
  'In polls about this field or one below it; null: in all polls of the space.';
comment on column public.delegations.ended_on is
  'The day it was revoked, replaced or ended by a departure; null: it stands. A moment would tell '
  'who took another name at it.';

-- One that stands per delegator, space and domain: an identity is of one space.
create unique index delegations_standing_key on public.delegations (delegator_id, domain_code)
  nulls not distinct where ended_on is null;
create index delegations_delegator_id_idx
  on public.delegations (delegator_id, created_at desc, id desc);
create index delegations_delegate_id_idx on public.delegations (delegate_id);
-- Partial, because `is null` in a key gives no order.
create index delegations_received_idx
  on public.delegations (delegate_id, created_at desc, id desc) where ended_on is null;
create index delegations_space_id_idx on public.delegations (space_id, ended_on);
create index delegations_domain_code_idx on public.delegations (domain_code);

create function private.guard_delegation()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if old.ended_on is not null or new.ended_on is null
    or to_jsonb(new) - 'ended_on' <> to_jsonb(old) - 'ended_on'
  then
    perform private.fail(409, 'append_only', 'A delegation ends, once. Delegate anew.');
  end if;
  return new;
end;
$$;
comment on function private.guard_delegation is
  'A delegation may only end, once. Errors: 409 append_only, for every role.';

create trigger delegations_before_update_guard
  before update on public.delegations
  for each row execute function private.guard_delegation();

create function private.today()
returns date
language sql stable security invoker set search_path = ''
begin atomic
  select (now() at time zone 'UTC')::date;
end;

-- Leaving, being banned, being erased and taking another name all end an identity's rank.
create function private.end_delegations_of_identity()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.delegations d
  set ended_on = private.today()
  where (d.delegator_id = new.id or d.delegate_id = new.id) and d.ended_on is null;
  return null;
end;
$$;
comment on function private.end_delegations_of_identity is
  'Who is no longer an active member under a name neither votes nor is voted for under it.';

create trigger contextual_identities_after_update_end_delegations
  after update of role on public.contextual_identities
  for each row when (old.role is not null and new.role is null)
  execute function private.end_delegations_of_identity();

-- Only between those who show their profiles: else the end would tell the blocker whose name it
-- was. To the other it looks as if the blocker had left.
create function private.end_delegations_across_block()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.delegations d
  set ended_on = private.today()
  from public.contextual_identities giver, public.contextual_identities taker
  where giver.shown_profile_id in (new.blocker_id, new.blocked_id)
    and taker.shown_profile_id in (new.blocker_id, new.blocked_id)
    and d.delegator_id = giver.id and d.delegate_id = taker.id and d.ended_on is null;
  return null;
end;
$$;
comment on function private.end_delegations_across_block is
  'A block ends what two who show their profiles delegated to each other.';

create trigger blocks_after_insert_end_delegations
  after insert on public.blocks
  for each row execute function private.end_delegations_across_block();

create function private.delegations(person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(jsonb_agg(to_jsonb(d) order by d.created_at, d.id), '[]')
  from public.delegations d
  where d.delegator_id in (
      select o.identity_id from private.identity_owners o where o.profile_id = person
    )
    or (d.ended_on is null and d.delegate_id in (
      select o.identity_id from private.identity_owners o where o.profile_id = person
    ));
end;
comment on function private.delegations is
  'For the export: what a person delegated, and what is delegated to them.';

revoke execute on function
  private.guard_delegation, private.today, private.end_delegations_of_identity,
  private.end_delegations_across_block, private.delegations
from public;

select private.exports_with('delegations');
