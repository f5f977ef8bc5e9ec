-- Who brought whom. Rewards are reckoned from it, so a row is written once and stays.
create type public.referral_source as enum ('handle', 'invite_code');
comment on type public.referral_source is
  'handle: the newcomer named who sent them; invite_code: they came in by that person''s code.';

create table public.referrals (
  referred_id uuid primary key,
  referrer_id uuid,
  how         public.referral_source not null,
  created_at  timestamptz not null default now(),

  constraint referrals_referred_id_fkey foreign key (referred_id)
    references public.profiles on delete restrict,
  constraint referrals_referrer_id_fkey foreign key (referrer_id)
    references public.profiles on delete set null,
  constraint referrals_not_oneself check (referred_id <> referrer_id)
);
comment on table public.referrals is
  'Who brought a newcomer, once for each person. The referrer is always the older account, so there '
  'are no rings. Append-only: erasure may only blank the referrer.';

create index referrals_referrer_id_idx
  on public.referrals (referrer_id, created_at desc, referred_id);

create trigger referrals_before_update_refuse
  before update on public.referrals
  for each row when (
    new.referrer_id is not null
    or (new.referred_id, new.how, new.created_at)
      is distinct from (old.referred_id, old.how, old.created_at)
  )
  execute function private.refuse_change();
create trigger referrals_before_delete_refuse
  before delete on public.referrals
  for each row execute function private.refuse_change();

create function private.record_referral(
  referred uuid, referrer uuid, how public.referral_source
)
returns public.referrals
language sql volatile security definer set search_path = ''
begin atomic
  insert into public.referrals (referred_id, referrer_id, how)
  select newcomer.id, older.id, record_referral.how
  from public.profiles newcomer
  join public.profiles older on older.created_at < newcomer.created_at
  where newcomer.id = referred and older.id = referrer
    and newcomer.created_at > now() - interval '7 days'
    and newcomer.erased_at is null and private.knows_person(older.id, newcomer.id)
  on conflict on constraint referrals_pkey do nothing
  returning *;
end;
comment on function private.record_referral is
  'For commands through which people come in: notes who brought them, if they signed up in the last '
  '7 days, after the referrer, and nobody is noted yet; else null, and nothing happens.';

create function private.claim_referral(handle text)
returns public.referrals
language plpgsql volatile security definer set search_path = ''
as $$
declare
  newcomer public.profiles;
  referrer public.profiles;
  referral public.referrals;
begin
  select p.* into newcomer from public.profiles p where p.id = private.caller_id();
  select p.* into referrer
  from public.profiles p
  where p.id = private.handle_owner(claim_referral.handle);
  if referrer.id is null or not private.knows_person(referrer.id, newcomer.id) then
    perform private.fail(404, 'person_not_found', 'There is no such person. Check the handle.');
  elsif referrer.id = newcomer.id then
    perform private.fail(409, 'not_yourself', 'Name the person who sent you.');
  end if;

  if not exists (select from public.referrals r where r.referred_id = newcomer.id) then
    if newcomer.created_at <= now() - interval '7 days' then
      perform private.fail(409, 'referral_too_late', 'You could say so for 7 days after signing up.');
    elsif newcomer.created_at <= referrer.created_at then
      perform private.fail(409, 'referrer_not_earlier', 'They signed up no earlier than you.');
    end if;
    perform private.record_referral(newcomer.id, referrer.id, 'handle');
  end if;

  -- What stands now, be it another click's or another door's.
  select r.* into referral from public.referrals r where r.referred_id = newcomer.id;
  if referral.referrer_id is distinct from referrer.id then
    perform private.fail(409, 'already_referred', 'Who sent you is already noted.');
  end if;
  return referral;
end;
$$;

create function public.claim_referral(handle text)
returns public.referrals
language sql volatile security invoker set search_path = ''
begin atomic
  select private.claim_referral(handle);
end;
comment on function public.claim_referral is
  'Says who sent the caller, by handle, present or former, within 7 days of signing up. Repeating '
  'it changes nothing. Errors: 401 sign_in_required, 404 person_not_found, 409 not_yourself, '
  '409 already_referred, 409 referral_too_late, 409 referrer_not_earlier.';

revoke execute on function
  private.record_referral, private.claim_referral, public.claim_referral
from public;
grant execute on function private.claim_referral, public.claim_referral to authenticated;

select private.holds_personal_data('public.referrals', 'referred_id', 'keep');
select private.holds_personal_data('public.referrals', 'referrer_id', 'detach');
