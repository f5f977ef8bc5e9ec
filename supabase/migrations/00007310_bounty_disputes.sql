-- A party objects to how a bounty ends, and somebody who is none of them decides: under whatever name
-- they came near it. There is one dispute of a bounty and one decision, which ends it.
create type public.bounty_dispute_outcome as enum ('awarded', 'divided', 'returned', 'lapsed');
comment on type public.bounty_dispute_outcome is
  'awarded: to who did it; divided: in part; returned: to who put it in; lapsed: nobody decided for 60 '
  'days, and it was returned.';

create table public.bounty_disputes (
  id             uuid primary key default gen_random_uuid(),
  bounty_id      uuid not null,
  space_id       uuid not null,
  raised_by      uuid not null,
  reason         text not null,
  raised_at      timestamptz not null default now(),
  outcome        public.bounty_dispute_outcome,
  decided_by     uuid,
  decision       text,
  returned_share bigint,
  decision_hash  bytea,
  decided_at     timestamptz,

  constraint bounty_disputes_bounty_id_key unique (bounty_id),
  constraint bounty_disputes_bounty_id_fkey foreign key (bounty_id)
    references public.bounties on delete restrict,
  constraint bounty_disputes_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint bounty_disputes_raised_by_fkey foreign key (raised_by)
    references public.contextual_identities on delete restrict,
  constraint bounty_disputes_decided_by_fkey foreign key (decided_by)
    references public.contextual_identities on delete restrict,
  constraint bounty_disputes_reason_1_to_4000 check (
    btrim(reason) <> '' and char_length(reason) <= 4000
  ),
  constraint bounty_disputes_decision_1_to_4000 check (
    btrim(decision) <> '' and char_length(decision) <= 4000
  ),
  constraint bounty_disputes_decided_whole check (
    case
      when outcome is null then num_nonnulls(decided_by, decision, returned_share, decided_at) = 0
      when outcome = 'lapsed' then num_nonnulls(decided_by, decision) = 0 and decided_at is not null
      else num_nulls(decided_by, decision, returned_share, decided_at) = 0
    end
  )
);
comment on table public.bounty_disputes is
  'Objections to how a bounty ends, and what was decided, each with its reason. Neither is changed.';
comment on column public.bounty_disputes.raised_by is 'As whom they appear in the space.';
comment on column public.bounty_disputes.decided_by is 'As whom they appear in the space.';
comment on column public.bounty_disputes.returned_share is
  'What goes back, in proportion to the shares of those who were awarded.';
comment on column public.bounty_disputes.decision_hash is
  'SHA-256 of the whole decision as it was sent: the same again is answered, and nothing else.';

create index bounty_disputes_space_id_idx
  on public.bounty_disputes (space_id, raised_at desc, id desc);
create index bounty_disputes_raised_by_idx on public.bounty_disputes (raised_by);
create index bounty_disputes_decided_by_idx on public.bounty_disputes (decided_by);
create index bounty_disputes_open_idx on public.bounty_disputes (raised_at)
  where outcome is null;

create function private.guard_bounty_dispute()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and old.outcome is null
    and (new.id, new.bounty_id, new.space_id, new.raised_by, new.reason, new.raised_at)
      = (old.id, old.bounty_id, old.space_id, old.raised_by, old.reason, old.raised_at)
  then
    return new;
  end if;
  perform private.fail(409, 'append_only', 'A dispute is decided once and stays.');
end;
$$;
comment on function private.guard_bounty_dispute is 'Errors: 409 append_only, for every role.';

create trigger bounty_disputes_before_change_guard
  before update or delete on public.bounty_disputes
  for each row execute function private.guard_bounty_dispute();

create function private.check_dispute_reason(reason text)
returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if coalesce(btrim(reason), '') = '' or char_length(btrim(reason)) > 4000 then
    perform private.fail(422, 'invalid_reason', 'Give a reason of at most 4000 characters.');
  end if;
end;
$$;
comment on function private.check_dispute_reason is 'Errors: 422 invalid_reason.';

create function private.dispute_bounty(bounty uuid, reason text)
returns public.bounty_disputes
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  disputed public.bounties := private.bounty_to_see(bounty, person);
  dispute public.bounty_disputes;
begin
  perform private.check_dispute_reason(reason);
  if not (private.is_party_to_bounty(disputed, person) or private.runs_bounty(disputed, person)) then
    perform private.fail(403, 'party_required', 'Only who has a part in it objects.');
  end if;
  select d.* into dispute from public.bounty_disputes d where d.bounty_id = bounty;
  if found then
    if dispute.outcome is null and private.is_identity_of(dispute.raised_by, person)
      and dispute.reason = btrim(dispute_bounty.reason)
    then
      return dispute;
    end if;
    perform private.fail(409, 'already_disputed', 'Somebody objected before you.');
  elsif disputed.status <> 'in_review' or disputed.settles_at <= now() then
    perform private.fail(409, 'not_disputable', 'There is nothing to object to, or not any more.');
  elsif disputed.review_until > now() then
    perform private.fail(409, 'review_under_way', 'Wait for the end of the review.');
  end if;

  insert into public.bounty_disputes (bounty_id, space_id, raised_by, reason)
  values (bounty, disputed.space_id, private.identity_of(person, disputed.space_id),
    btrim(dispute_bounty.reason))
  returning * into dispute;
  update public.bounties b set status = 'disputed' where b.id = bounty;
  return dispute;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.dispute_to_decide(dispute uuid, person uuid)
returns public.bounties
language plpgsql volatile security definer set search_path = ''
as $$
declare
  disputed public.bounties;
  is_judge boolean;
begin
  select b.* into disputed
  from public.bounties b
  where b.id = (select d.bounty_id from public.bounty_disputes d where d.id = dispute)
  for no key update;
  is_judge := private.has_permission(disputed.space_id, person, 'bounty_disputes.approve')
    or private.has_permission(null, person, 'escalated_disputes.approve');
  if disputed.id is null or not (
    is_judge or private.has_space_role(disputed.space_id, person, 'member')
    or private.is_party_to_bounty(disputed, person)
  ) then
    perform private.fail(404, 'dispute_not_found', 'There is no such dispute.');
  elsif not is_judge then
    perform private.fail(403, 'permission_required', 'A moderator decides.');
  elsif private.is_party_to_bounty(disputed, person) or private.runs_bounty(disputed, person) then
    perform private.fail(403, 'party_to_dispute', 'You have a part in it. Somebody else decides.');
  end if;
  return disputed;
end;
$$;
comment on function private.dispute_to_decide is
  'The bounty of a dispute, locked, for a judge who is no party to it. Errors: 404 dispute_not_found, '
  '403 permission_required, 403 party_to_dispute.';

create function private.decide_dispute(
  dispute uuid, decision text, submissions uuid[], shares bigint[], returned_share bigint
)
returns public.bounty_disputes
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  disputed public.bounties := private.dispute_to_decide(dispute, person);
  decided public.bounty_disputes;
  hash constant bytea := sha256(convert_to(
    (btrim(decision), submissions, shares, returned_share)::text, 'utf8'));
begin
  perform private.check_dispute_reason(decision);
  select d.* into decided from public.bounty_disputes d where d.id = dispute;
  if decided.outcome is not null then
    if private.is_identity_of(decided.decided_by, person) and decided.decision_hash = hash then
      return decided;
    end if;
    perform private.fail(409, 'dispute_decided', 'It was decided already.');
  elsif (
    returned_share between 0 and 1000000000000
      and returned_share + coalesce(cardinality(submissions), 0) > 0
  ) is not true then
    perform private.fail(422, 'invalid_shares', 'Say who gets it, or what share goes back.');
  end if;
  submissions := coalesce(submissions, '{}');
  shares := private.check_shares(disputed, submissions, shares);
  perform private.settle_bounty(disputed, 'decided', submissions, shares, returned_share);
  update public.bounty_disputes d
  set outcome = case
      when cardinality(submissions) = 0 then 'returned'
      when decide_dispute.returned_share = 0 then 'awarded'
      else 'divided'
    end::public.bounty_dispute_outcome,
    decided_by = private.identity_of(person, disputed.space_id),
    decision = btrim(decide_dispute.decision), returned_share = decide_dispute.returned_share,
    decision_hash = hash, decided_at = now()
  where d.id = dispute
  returning d.* into decided;
  return decided;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function public.dispute_bounty(bounty uuid, reason text)
returns public.bounty_disputes
language sql volatile security invoker set search_path = ''
begin atomic
  select private.dispute_bounty(bounty, reason);
end;
comment on function public.dispute_bounty is
  'Objects to how a bounty ends, for who put it up, put something in or handed work in: when the review '
  'is over and before it settles. A moderator then decides. Errors: 401 sign_in_required, '
  '404 bounty_not_found, 422 invalid_reason, 403 party_required, 409 already_disputed, '
  '409 not_disputable, 409 review_under_way.';

create function public.decide_dispute(
  dispute uuid, decision text, submissions uuid[] default '{}', shares bigint[] default null,
  returned_share bigint default 0
)
returns public.bounty_disputes
language sql volatile security invoker set search_path = ''
begin atomic
  select private.decide_dispute(dispute, decision, submissions, shares, returned_share);
end;
comment on function public.decide_dispute is
  'Decides a dispute, with its reason: what is in the bounty goes to work that was handed in, in equal '
  'shares or in proportion to shares, and to who put it in, in proportion to returned_share. For '
  'moderators of the space, and of the installation where it has none, who are no party under any name. '
  'Errors: 401 sign_in_required, 404 dispute_not_found, 403 permission_required, '
  '403 party_to_dispute, 422 invalid_reason, 409 dispute_decided, 422 invalid_shares, '
  '404 submission_not_found.';

revoke execute on function
  private.guard_bounty_dispute, private.check_dispute_reason, private.dispute_bounty,
  private.dispute_to_decide, private.decide_dispute, public.dispute_bounty, public.decide_dispute
from public;
grant execute on function
  private.dispute_bounty, private.decide_dispute, public.dispute_bounty, public.decide_dispute
to authenticated;

select private.declares_permission('bounty_disputes.approve', 'moderator',
  'Decide disputes over bounties of others.', is_tunable => false);
select private.declares_permission('escalated_disputes.approve', 'moderator',
  'Decide disputes over bounties in any space.', is_tunable => false, scope => 'installation');
