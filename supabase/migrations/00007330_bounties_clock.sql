-- What the clock does about bounties, each by itself, so that one that cannot be settled now stops no
-- other; and what becomes of them when a person is erased.

create function private.end_of_bounty(bounty uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  due public.bounties;
begin
  select b.* into due from public.bounties b where b.id = bounty for no key update skip locked;
  if due.status in ('draft', 'open') and due.ends_at <= now() then
    perform private.end_bounty(
      due, case due.status when 'draft' then 'cancelled' else 'expired' end::public.bounty_status);
  elsif due.status = 'in_review' and due.settles_at <= now() then
    if private.is_award_named(due) then
      perform private.pay_award(due);
    else
      perform private.settle_bounty(due, 'expired');
    end if;
  elsif due.status = 'disputed' then
    update public.bounty_disputes d
    set outcome = 'lapsed', decided_at = now()
    where d.bounty_id = bounty and d.outcome is null and d.raised_at < now() - interval '60 days';
    if found then
      perform private.settle_bounty(due, 'decided');
    end if;
  end if;
end;
$$;
comment on function private.end_of_bounty is
  'Takes the step whose time has come, if it has: into review, the award, the way back, or out of a '
  'dispute that nobody decided.';

create function private.tend_bounties(page integer default 200)
returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  due record;
  done integer := 0;
begin
  for due in
    (
      select 'end_of_bounty' as step, b.id from public.bounties b
      where b.status in ('draft', 'open') and b.ends_at <= now()
      order by b.ends_at limit page
    )
    union all
    (
      select 'end_of_bounty', b.id from public.bounties b
      where b.status = 'in_review' and b.settles_at <= now()
      order by b.settles_at limit page
    )
    union all
    (
      select 'end_of_bounty', d.bounty_id from public.bounty_disputes d
      where d.outcome is null and d.raised_at < now() - interval '60 days'
      order by d.raised_at limit page
    )
    union all
    (
      select 'return_contribution', c.id from public.bounty_contributions c
      where c.due_amount > 0 and not exists (
        select from public.refunds r
        where r.payment_id = c.payment_id and r.status in ('requested', 'pending')
      )
      limit page
    )
  loop
    begin
      execute format('select private.%I($1)', due.step) using due.id;
      done := done + 1;
    exception when others then
      raise warning '% of %: %', due.step, due.id, sqlerrm;
    end;
  end loop;
  return done;
end;
$$;
comment on function private.tend_bounties is
  'Moves bounties on whose time has come, and sends back what is due, and says how many. What fails is '
  'tried again the next minute.';

select cron.schedule('tend-bounties', '* * * * *', 'select private.tend_bounties()');

create function private.leave_bounties(person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  own constant uuid[] := array(
    select o.identity_id from private.identity_owners o where o.profile_id = person
  );
begin
  perform from public.bounties b
  where b.id in (
      select s.bounty_id from public.bounty_submissions s where s.author_id = any (own)
    )
    or b.author_id = any (own)
  order by b.id
  for no key update;
  update public.bounty_submissions s
  set status = case when s.share is null then 'withdrawn' else s.status end, body = ''
  where s.author_id = any (own) and s.status in ('handed_in', 'declined') and s.share is null;
  perform private.hurry_review(s.bounty_id)
  from (
    select distinct s.bounty_id from public.bounty_submissions s where s.author_id = any (own)
  ) as s;
  update public.bounties b
  set title = '-', description = '', terms = '', status = 'cancelled', ended_at = now()
  where b.author_id = any (own) and b.status = 'draft';
end;
$$;
comment on function private.leave_bounties is
  'Takes back what an erased person handed in and is not to be paid for, and what they had shown to '
  'nobody. What they put in stays in.';

create function private.bounty_affairs(person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  with own as (
    select o.identity_id as id from private.identity_owners o where o.profile_id = person
  )
  select jsonb_build_object(
    'bounties', (
      select coalesce(jsonb_agg(to_jsonb(b) order by b.created_at), '[]')
      from public.bounties b join own on own.id = b.author_id
    ),
    'contributions', (
      select coalesce(jsonb_agg(to_jsonb(c) - 'account_id' order by c.contributed_at), '[]')
      from public.bounty_contributions c join own on own.id = c.identity_id
    ),
    'submissions', (
      select coalesce(jsonb_agg(to_jsonb(s) order by s.handed_in_at), '[]')
      from public.bounty_submissions s join own on own.id = s.author_id
    ),
    'disputes', (
      select coalesce(jsonb_agg(to_jsonb(d) order by d.raised_at), '[]')
      from public.bounty_disputes d
      where d.raised_by in (select own.id from own) or d.decided_by in (select own.id from own)
    )
  );
end;
comment on function private.bounty_affairs is
  'For the export: bounties a person put up, put something into, worked for, or decided about.';

revoke execute on function
  private.end_of_bounty, private.tend_bounties, private.leave_bounties, private.bounty_affairs
from public;

select private.erases_with('leave_bounties');
select private.exports_with('bounty_affairs');
