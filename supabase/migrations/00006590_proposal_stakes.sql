-- Stakes of proposals: what an author sets aside in their wallet, to say that they mean it. It comes
-- back with the outcome; only where a space said so beforehand does its treasury keep what was
-- rejected.
alter table public.spaces add constraint spaces_settings_proposal_stakes_fit check (
  case jsonb_typeof(settings #> '{proposals,stake}')
    when 'object' then coalesce(
      (settings #> '{proposals,stake}') - '{asset,minimum,kept_if_rejected}'::text[] = '{}'
        and settings #>> '{proposals,stake,asset}'
          ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
        and coalesce(jsonb_typeof(settings #> '{proposals,stake,minimum}'), 'number') = 'number'
        and coalesce(settings #>> '{proposals,stake,minimum}', '1') ~ '^[1-9][0-9]{0,14}$'
        and coalesce(jsonb_typeof(settings #> '{proposals,stake,kept_if_rejected}'), 'boolean')
          = 'boolean',
      false
    )
    else settings #> '{proposals,stake}' is null
  end
);

create type public.stake_status as enum ('held', 'returned', 'kept');
comment on type public.stake_status is
  'held: set aside in the author''s wallet; returned: free again; kept: paid to the treasury.';

alter table public.proposals
  add column stake_asset_id uuid,
  add column stake_kept_if_rejected boolean not null default false,
  add column stake_status public.stake_status;
alter table public.proposals
  add constraint proposals_stake_asset_id_fkey foreign key (stake_asset_id)
    references public.assets on delete restrict,
  add constraint proposals_stake_whole check (
    case
      when stake > 0 and status <> 'draft' then num_nulls(stake_asset_id, stake_status) = 0
      else num_nonnulls(stake_asset_id, stake_status) = 0 and not stake_kept_if_rejected
    end
  );
comment on column public.proposals.stake_asset_id is
  'In what it is staked; as the space had it when this was submitted.';
comment on column public.proposals.stake_kept_if_rejected is
  'The treasury keeps the stake of a rejected one; as the space had it when this was submitted.';
comment on column public.proposals.stake_status is 'What became of the stake. Null: there is none.';

create index proposals_stake_asset_id_idx on public.proposals (stake_asset_id)
  where stake_asset_id is not null;

create table private.proposal_stakes (
  proposal_id uuid primary key,
  hold_id     uuid not null,

  constraint proposal_stakes_hold_id_key unique (hold_id),
  constraint proposal_stakes_proposal_id_fkey foreign key (proposal_id)
    references public.proposals on delete restrict,
  constraint proposal_stakes_hold_id_fkey foreign key (hold_id)
    references public.ledger_holds on delete restrict
);
comment on table private.proposal_stakes is
  'The hold that keeps a proposal''s stake. The row goes as the hold does. Server only: it leads '
  'from whoever proposed to their wallet, which is why the hold does not name the proposal.';

-- Taking ---------------------------------------------------------------------------
create function private.stake_rules(proposal public.proposals)
returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  rules jsonb;
begin
  select s.settings #> '{proposals,stake}' into rules
  from public.spaces s
  where s.id = proposal.space_id
    and private.is_stakeable(s.id, (s.settings #>> '{proposals,stake,asset}')::uuid);

  if rules is null and proposal.stake > 0 then
    perform private.fail(409, 'stakes_unavailable',
      'Nothing can be staked here. Propose without a stake.');
  elsif proposal.stake < (rules ->> 'minimum')::bigint and proposal.kind <> 'council' then
    perform private.fail(422, 'stake_too_small',
      format('Stake at least %s.', rules ->> 'minimum'));
  end if;
  return rules;
end;
$$;
comment on function private.stake_rules is
  'What the space asks of a proposal''s stake: its asset, minimum and kept_if_rejected. Elections '
  'and recalls need none. Errors: 409 stakes_unavailable, 422 stake_too_small.';

create function private.check_drafted_stake()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.stake_rules(new);
  return null;
end;
$$;
comment on function private.check_drafted_stake is
  'Tells an author at once what submitting would. Errors: as stake_rules.';

create trigger proposals_after_insert_check_drafted_stake
  after insert on public.proposals
  for each row when (new.status = 'draft')
  execute function private.check_drafted_stake();

create function private.return_stake(proposal uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  hold uuid;
begin
  delete from private.proposal_stakes k where k.proposal_id = proposal returning k.hold_id into hold;
  if found then
    perform private.void_hold(hold);
  end if;
end;
$$;
comment on function private.return_stake is
  'Releases what is held of a proposal''s stake. Once: the row goes with its hold.';

create function private.return_stakes(proposals uuid[])
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  holds uuid[];
begin
  with returned as (
    delete from private.proposal_stakes k where k.proposal_id = any (proposals) returning k.hold_id
  )
  select array_agg(r.hold_id) into holds from returned r;
  perform private.void_holds(holds);
  update public.proposals p set stake_status = 'returned' where p.id = any (proposals);
end;
$$;
comment on function private.return_stakes is 'Releases the stakes of proposals that are locked.';

-- The proposal is locked, so that two clicks hold once. A poll that is called off changes nothing.
create function private.move_stake()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  rules jsonb;
  hold public.ledger_holds;
begin
  if old.status in ('draft', 'lapsed') and new.status = 'deliberation' then
    rules := private.stake_rules(new);
    if new.stake > 0 then
      new.stake_asset_id := (rules ->> 'asset')::uuid;
      new.stake_kept_if_rejected := coalesce((rules ->> 'kept_if_rejected')::boolean, false);
      new.stake_status := 'held';
      hold := private.place_hold(
        private.wallet_of(
          (select o.profile_id from private.identity_owners o where o.identity_id = new.author_id),
          new.stake_asset_id),
        new.stake, 'stake', 'stake:' || gen_random_uuid()
      );
      insert into private.proposal_stakes (proposal_id, hold_id) values (new.id, hold.id);
    end if;
  elsif new.stake_status = 'held' and (
    new.status in ('lapsed', 'withdrawn', 'accepted')
    or (new.status = 'rejected' and not new.stake_kept_if_rejected)
  ) then
    perform private.return_stake(new.id);
    new.stake_status := 'returned';
  end if;
  return new;
end;
$$;
comment on function private.move_stake is
  'Holds the stake of what is submitted, each time, and returns it with the outcome. Errors: as '
  'stake_rules, 409 insufficient_funds.';

create trigger proposals_before_update_move_stake
  before update of status on public.proposals
  for each row when (new.status <> old.status)
  execute function private.move_stake();

create or replace function private.lock_due_stakes()
returns void
language sql volatile security definer set search_path = ''
begin atomic
  select private.lock_held(array(
    select k.hold_id
    from private.proposal_stakes k
    join public.proposals p on p.id = k.proposal_id
    left join public.polls l on l.id = p.poll_id
    where (p.status = 'deliberation' and p.deliberates_until <= now()) or l.status = 'tallied'
    union all
    select s.hold_id
    from public.polls l
    join public.poll_stakes s on s.poll_id = l.id
    where l.status = 'tallied' and l.target_type = 'proposal'
  ));
end;

-- Keeping --------------------------------------------------------------------------
create function private.keep_stakes()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  -- Who contests one holds its poll: what somebody holds just now comes an hour later.
  due constant uuid[] := array(
    select p.id
    from private.proposal_stakes k
    join public.proposals p on p.id = k.proposal_id
    join public.polls l on l.id = p.poll_id
    join public.spaces s on s.id = p.space_id
    where p.status = 'rejected' and p.stake_status = 'held' and p.stake_kept_if_rejected
      and l.status = 'published' and l.published_at < now() - interval '7 days'
      and s.archived_at is null
    order by p.id
    limit 100
    for no key update of l, p skip locked
  );
  rejected record;
begin
  -- All their accounts in the order of ids, before one is paid after the other.
  perform from public.ledger_accounts a
  where a.id = any (array(
    select h.account_id
    from private.proposal_stakes k
    join public.ledger_holds h on h.id = k.hold_id
    where k.proposal_id = any (due)
    union
    select t.id
    from public.proposals p
    join public.ledger_accounts t
      on t.owner_space_id = p.space_id and t.asset_id = p.stake_asset_id
    where p.id = any (due) and t.purpose = 'treasury' and t.book_id = private.real_book()
  ))
  order by a.id
  for no key update;

  for rejected in
    select p.*, k.hold_id
    from public.proposals p
    join private.proposal_stakes k on k.proposal_id = p.id
    where p.id = any (due)
    order by p.id
  loop
    begin
      perform private.post_hold(
        rejected.hold_id, 'stake_kept',
        array[private.space_account(rejected.space_id, rejected.stake_asset_id)],
        array[rejected.stake], rejected.space_id, 'proposals/' || rejected.id,
        'Stake of a rejected proposal', array[rejected.author_id, null]
      );
      delete from private.proposal_stakes k where k.proposal_id = rejected.id;
      update public.proposals p set stake_status = 'kept' where p.id = rejected.id;
    exception when sqlstate 'PT409' or sqlstate 'PT422' then
      -- The treasury cannot take it, a retired token for one; others go on.
      perform private.return_stake(rejected.id);
      update public.proposals p set stake_status = 'returned' where p.id = rejected.id;
    end;
  end loop;
end;
$$;
comment on function private.keep_stakes is
  'Pays the stakes of rejected proposals to the treasuries that keep them, seven days after the '
  'publication, when nobody contests it.';

-- A space that stands still, a count that never comes or a contest that nobody settles would else
-- hold a stake for ever.
create function private.return_forgotten_stakes()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.return_stakes(array(
    select p.id
    from private.proposal_stakes k
    join public.proposals p on p.id = k.proposal_id
    join public.spaces s on s.id = p.space_id
    left join public.polls l on l.id = p.poll_id
    where p.stake_status = 'held' and (
      s.archived_at < now() - interval '30 days'
      or (
        l.status in ('closed', 'tallied', 'contested')
        and coalesce(p.ended_at, l.closed_at) < now() - interval '30 days'
      )
    )
    order by p.id
    limit 100
    for no key update of p skip locked
  ));
end;
$$;
comment on function private.return_forgotten_stakes is
  'Returns the stakes of proposals on which nothing moved for thirty days: the space is archived, '
  'or the vote is not counted, or its contest not settled.';

select cron.schedule('keep-stakes', '47 * * * *', 'select private.keep_stakes()');
select cron.schedule(
  'return-forgotten-stakes', '57 * * * *', 'select private.return_forgotten_stakes()');

create function private.forget_proposal_stakes(person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.return_stakes(array(
    select p.id
    from public.proposals p
    join private.identity_owners o on o.identity_id = p.author_id
    where o.profile_id = person and p.stake_status = 'held'
    order by p.id
    for no key update of p
  ));
end;
$$;
comment on function private.forget_proposal_stakes is
  'Returns what an erased person had staked; their proposals go on without.';

select private.erases_with('forget_proposal_stakes');

revoke execute on function
  private.stake_rules, private.check_drafted_stake, private.return_stake, private.return_stakes, private.move_stake,
  private.keep_stakes, private.return_forgotten_stakes, private.forget_proposal_stakes
from public;
