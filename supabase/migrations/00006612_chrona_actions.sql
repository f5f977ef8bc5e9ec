-- Logging, deciding, minting. Whoever decides locks the entry; minting locks whoever gave, so that two
-- entries of a day, in whatever spaces, find what the other left of its limit.

create function private.log_hours(
  space uuid, receiver uuid, hundredths bigint, worked_on date, description text, request_key uuid
)
returns public.hour_entries
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.member_of(space);
  today constant date := (now() at time zone 'utc')::date;
  own uuid;
  entry public.hour_entries;
begin
  perform from public.spaces s where s.id = space and s.archived_at is null for key share;
  if not found then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  elsif request_key is null then
    perform private.fail(422, 'key_required', 'Draw a key for each entry, and send it again on retry.');
  elsif worked_on is null or worked_on not between today - 30 and today then
    perform private.fail(422, 'day_out_of_range', 'Log hours within 30 days.');
  elsif hundredths is null or hundredths not between 1 and 2400 then
    perform private.fail(422, 'hours_out_of_range', 'Log between a hundredth of an hour and a day.');
  elsif receiver is not null and not exists (
    select
    from private.identity_owners o
    where o.identity_id = receiver and o.space_id = space and o.retired_at is null
      and private.has_space_role(space, o.profile_id, 'member')
  ) then
    perform private.fail(404, 'identity_not_found', 'There is no such member here.');
  elsif private.is_identity_of(receiver, person) then
    perform private.fail(409, 'not_yourself', 'Hours are given to somebody else.');
  end if;

  own := private.identity_of(person, space);
  insert into public.hour_entries
    (space_id, author_id, receiver_id, hundredths, worked_on, description, request_key)
  values (space, own, receiver, log_hours.hundredths, log_hours.worked_on, log_hours.description,
    log_hours.request_key)
  on conflict on constraint hour_entries_author_id_request_key_key do nothing
  returning * into entry;
  if not found then
    select e.* into entry
    from public.hour_entries e
    where e.author_id = own and e.request_key = log_hours.request_key;
    if (entry.hundredths, entry.worked_on, entry.description)
        <> (log_hours.hundredths, log_hours.worked_on, log_hours.description)
      or entry.receiver_id is distinct from receiver
    then
      perform private.fail(409, 'request_key_reused', 'This key was used for other hours.');
    end if;
  end if;
  return entry;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;
comment on function private.log_hours is 'See public.log_hours.';

create function private.mint_hours(entry public.hour_entries)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  chrona constant uuid := private.asset_id('CHRONA');
  giver uuid;
  used bigint;
  minted bigint;
  posted uuid;
begin
  select o.profile_id into giver
  from private.identity_owners o
  where o.identity_id = entry.author_id;
  -- For whoever is gone nothing is minted.
  if not private.stays(giver) then
    return;
  end if;
  -- The lock of all that a person earns: who rewards the same hours has it before their accounts.
  perform pg_advisory_xact_lock(uuid_hash_extended(giver, 66));

  select coalesce(sum(m.minted), 0) into used
  from private.chrona_mints m
  where m.profile_id = giver and m.worked_on = entry.worked_on;
  minted := least(entry.hundredths, greatest(private.daily_hours() - used, 0));
  if minted > 0 then
    posted := (private.post_transaction(
      'mint', 'hours:' || entry.id,
      array[private.system_account(chrona, 'issuance'), private.wallet_of(giver, chrona)],
      array[-minted, minted], entry.space_id, 'hour_entries/' || entry.id, 'Hours given'
    )).id;
  end if;
  insert into private.chrona_mints
    (entry_id, profile_id, worked_on, minted, cap_cut, transaction_id)
  values (entry.id, giver, entry.worked_on, minted, entry.hundredths - minted, posted);
end;
$$;
comment on function private.mint_hours is
  'Mints for a verified entry what the limit of its day leaves.';

create function private.decide_hours(entry uuid, decision public.hour_status)
returns public.hour_entries
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  found_entry public.hour_entries;
  is_author boolean;
  is_receiver boolean;
begin
  select e.* into found_entry from public.hour_entries e where e.id = entry for no key update;
  is_author := private.is_identity_of(found_entry.author_id, person);
  is_receiver := private.is_identity_of(found_entry.receiver_id, person);
  if found_entry.id is null or not (
    is_author or is_receiver
    or private.has_permission(found_entry.space_id, person, 'hours.approve')
  ) then
    perform private.fail(404, 'hours_not_found', 'There are no such hours.');
  elsif is_author <> (decision = 'withdrawn') then
    perform private.fail(403, 'other_party_required',
      'Whoever gave them withdraws, others verify or decline.');
  elsif not private.has_space_role(found_entry.space_id, person, 'member') then
    perform private.fail(403, 'member_required', 'Join the space first.');
  elsif found_entry.status = decision then
    return found_entry;
  elsif found_entry.status <> 'logged' then
    perform private.fail(409, 'already_decided', 'This was decided already.');
  end if;

  update public.hour_entries e
  set status = decision, decided_by = private.identity_of(person, e.space_id), decided_at = now()
  where e.id = entry
  returning e.* into found_entry;
  if decision = 'verified' then
    perform private.mint_hours(found_entry);
  end if;
  return found_entry;
end;
$$;
comment on function private.decide_hours is
  'Verifies, declines or withdraws an entry. Errors: 401 sign_in_required, 404 hours_not_found, '
  '403 other_party_required, 403 member_required, 409 already_decided.';

create function private.my_hours(before timestamptz, before_id uuid, page integer)
returns table (
  created_at timestamptz, entry_id uuid, space_id uuid, hundredths bigint, worked_on date,
  status public.hour_status, minted bigint, cap_cut bigint
)
language sql stable security definer rows 50 set search_path = ''
begin atomic
  -- A page as each of one's identities, and of these the newest: nothing older is read.
  select e.created_at, e.id, e.space_id, e.hundredths, e.worked_on, e.status, m.minted, m.cap_cut
  from unnest((select private.my_identity_ids())::uuid[]) as mine (id)
  cross join lateral (
    select h.*
    from public.hour_entries h
    where h.author_id = mine.id
      and (h.created_at, h.id)
        < (coalesce(before, 'infinity'), coalesce(before_id, '00000000-0000-0000-0000-000000000000'))
    order by h.created_at desc, h.id desc
    limit least(page, 100)
  ) as e
  left join private.chrona_mints m on m.entry_id = e.id
  order by e.created_at desc, e.id desc
  limit least(page, 100);
end;
comment on function private.my_hours is 'See public.my_hours.';

-- Doors: what a client calls.

create function public.log_hours(
  space       uuid,
  hundredths  bigint,
  worked_on   date,
  description text,
  request_key uuid,
  receiver    uuid default null
)
returns public.hour_entries
language sql volatile security invoker set search_path = ''
begin atomic
  select private.log_hours(space, receiver, hundredths, worked_on, description, request_key);
end;
comment on function public.log_hours is
  'Says that the caller gave hours, in hundredths, to a member (by identity) or to the space, on one '
  'of the last 30 days. The same key returns the first entry. Errors: 401 sign_in_required, '
  '404 not_found, 403 member_required, 409 space_archived, 422 key_required, 422 day_out_of_range, '
  '422 hours_out_of_range, 404 identity_not_found, 409 not_yourself, 409 request_key_reused.';

create function public.verify_hours(entry uuid)
returns public.hour_entries
language sql volatile security invoker set search_path = ''
begin atomic
  select private.decide_hours(entry, 'verified');
end;
comment on function public.verify_hours is
  'Whoever received the hours, or verifies hours in the space and did not give them, says that it was '
  'so: Chrona is minted to whoever gave them, at most 8 hours for a day of theirs in all spaces. '
  'Repeating it changes nothing. Errors: as decline_hours.';

create function public.decline_hours(entry uuid)
returns public.hour_entries
language sql volatile security invoker set search_path = ''
begin atomic
  select private.decide_hours(entry, 'declined');
end;
comment on function public.decline_hours is
  'Says that it was not so. Repeating it changes nothing. Errors: 401 sign_in_required, '
  '404 hours_not_found, 403 other_party_required, 403 member_required, 409 already_decided.';

create function public.withdraw_hours(entry uuid)
returns public.hour_entries
language sql volatile security invoker set search_path = ''
begin atomic
  select private.decide_hours(entry, 'withdrawn');
end;
comment on function public.withdraw_hours is
  'Takes back hours that the caller logged and nobody decided. Repeating it changes nothing. Errors: '
  'as decline_hours.';

create function public.my_hours(
  before timestamptz default null, before_id uuid default null, page integer default 50
)
returns table (
  created_at timestamptz, entry_id uuid, space_id uuid, hundredths bigint, worked_on date,
  status public.hour_status, minted bigint, cap_cut bigint
)
language sql stable security invoker rows 50 set search_path = ''
begin atomic
  select * from private.my_hours(before, before_id, page);
end;
comment on function public.my_hours is
  'Hours the caller gave, newest first, what each minted, and what the limit of its day cut. Next '
  'page: before the last created_at and entry_id; at most 100.';

revoke execute on function
  private.log_hours, private.mint_hours, private.decide_hours, private.my_hours, public.log_hours,
  public.verify_hours, public.decline_hours, public.withdraw_hours, public.my_hours
from public;
grant execute on function
  private.log_hours, private.decide_hours, private.my_hours, public.log_hours,
  public.verify_hours, public.decline_hours, public.withdraw_hours, public.my_hours
to authenticated;
