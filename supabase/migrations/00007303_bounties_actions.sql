-- What people do about bounties. Every command locks the bounty first: two at once are one after the
-- other, and the second sees what the first did.

create function private.is_party_to_bounty(bounty public.bounties, person uuid)
returns boolean
language sql stable security definer set search_path = ''
begin atomic
  select exists (
    select from private.identity_owners o
    where o.profile_id = person and (
      o.identity_id = bounty.author_id
      or exists (
        select from public.bounty_contributions c
        where c.bounty_id = bounty.id and c.identity_id = o.identity_id
      )
      or exists (
        select from public.bounty_submissions s
        where s.bounty_id = bounty.id and s.author_id = o.identity_id
      )
    )
  );
end;
comment on function private.is_party_to_bounty is
  'Has this person put it up, put something in, or handed work in, under whatever name?';

create function private.runs_bounty(bounty public.bounties, person uuid)
returns boolean
language sql stable security definer set search_path = ''
begin atomic
  select case
    when bounty.is_from_space then private.has_permission(bounty.space_id, person, 'treasury.edit')
    else private.is_identity_of(bounty.author_id, person)
  end;
end;
comment on function private.runs_bounty is
  'Has this person put it up, or do they spend the treasury of the space that did? Who put it up for the '
  'space and spends its treasury no more does not.';

create function private.bounty_to_see(bounty uuid, person uuid)
returns public.bounties
language plpgsql volatile security definer set search_path = ''
as $$
declare
  seen public.bounties;
begin
  select b.* into seen from public.bounties b where b.id = bounty for no key update;
  if seen.id is null or not (
    seen.opened_at is not null and private.has_space_role(seen.space_id, person, 'member')
    or private.is_party_to_bounty(seen, person)
  ) then
    perform private.fail(404, 'bounty_not_found', 'There is no such bounty.');
  end if;
  return seen;
end;
$$;
comment on function private.bounty_to_see is
  'The bounty, locked, for who may know of it. Errors: 404 bounty_not_found.';

-- Not whether the space is archived: what was promised is settled all the same.
create function private.bounty_to_run(bounty uuid, person uuid)
returns public.bounties
language plpgsql volatile security definer set search_path = ''
as $$
declare
  run public.bounties := private.bounty_to_see(bounty, person);
begin
  if not private.runs_bounty(run, person) then
    perform private.fail(403, 'poster_required', 'Only who put it up does that.');
  elsif exists (
    select from public.bounty_submissions s
    join private.identity_owners o on o.identity_id = s.author_id
    where s.bounty_id = bounty and o.profile_id = person and s.status <> 'withdrawn'
  ) then
    perform private.fail(409, 'not_yourself', 'You handed work in. Somebody else has to judge.');
  end if;
  return run;
end;
$$;
comment on function private.bounty_to_run is
  'The bounty, locked, for who put it up. Errors: 404 bounty_not_found, 403 poster_required, '
  '409 not_yourself.';

create function private.check_bounty_end(ends_at timestamptz, latest timestamptz)
returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if (ends_at between now() + interval '1 hour' and latest) is not true then
    perform private.fail(422, 'invalid_end',
      format('Let it end in an hour at the earliest, and on %s at the latest.', latest::date));
  end if;
end;
$$;
comment on function private.check_bounty_end is 'Errors: 422 invalid_end.';

create function private.create_bounty(
  space uuid, title text, asset text, ends_at timestamptz, request_key text, description text,
  terms text, target_type text, target_id uuid, from_space boolean
)
returns public.bounties
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  author uuid;
  unit public.assets;
  bounty public.bounties;
begin
  perform private.space_to_pay_in(space, person);
  if not private.has_permission(space, person, 'bounties.create')
    or from_space and not private.has_permission(space, person, 'treasury.edit')
  then
    perform private.fail(403, 'permission_required', 'Your rank here does not put this up.');
  end if;
  -- Two clicks at once queue here, and the second finds what the first wrote.
  author := private.identity_of(person, space);
  perform from public.contextual_identities i where i.id = author for no key update;
  select b.* into bounty
  from public.bounties b
  where b.author_id = author and b.request_key = create_bounty.request_key;
  if found then
    if (bounty.title, bounty.description, bounty.terms, bounty.is_from_space)
      <> (btrim(create_bounty.title), btrim(create_bounty.description),
        btrim(create_bounty.terms), from_space)
    then
      perform private.fail(409, 'request_key_reused', 'This key was used for something else.');
    end if;
    return bounty;
  end if;

  select a.* into unit from public.assets a where a.id = private.asset_id(asset, space);
  perform private.check_bounty_end(ends_at, now() + interval '180 days');
  if unit.retired_at is not null then
    perform private.fail(409, 'asset_retired', 'This token is no longer in use.');
  elsif (
    select count(*)
    from public.bounties b
    join private.identity_owners o on o.identity_id = b.author_id
    where o.profile_id = person and b.space_id = space and b.status = 'draft'
  ) >= 20 then
    perform private.fail(409, 'too_many_bounties', 'Put something into your drafts first.');
  end if;
  insert into public.bounties (
    space_id, author_id, is_from_space, asset_id, title, description, terms, target_type,
    target_id, ends_at, request_key
  )
  values (
    space, author, from_space, unit.id, btrim(create_bounty.title),
    btrim(create_bounty.description), btrim(create_bounty.terms), create_bounty.target_type,
    create_bounty.target_id, create_bounty.ends_at, create_bounty.request_key
  )
  returning * into bounty;
  return bounty;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.bounty_to_fund(bounty uuid, person uuid)
returns public.bounties
language plpgsql stable security definer set search_path = ''
as $$
declare
  funded public.bounties;
begin
  select b.* into funded from public.bounties b where b.id = bounty;
  if funded.id is null or not (
    funded.opened_at is not null and private.has_space_role(funded.space_id, person, 'member')
    or private.is_identity_of(funded.author_id, person)
  ) then
    perform private.fail(404, 'bounty_not_found', 'There is no such bounty.');
  elsif not private.has_space_role(funded.space_id, person, 'member') then
    perform private.fail(403, 'member_required', 'Join this space first.');
  elsif funded.status > 'open' or funded.ends_at <= now() then
    perform private.fail(409, 'bounty_not_open', 'Nothing is put into it any more.');
  elsif (
    select count(*) from public.bounty_contributions c where c.bounty_id = bounty
  ) >= 400 then
    perform private.fail(409, 'too_many_contributions', 'There are 400 contributions in it.');
  end if;
  return funded;
end;
$$;
comment on function private.bounty_to_fund is
  'A bounty that this person may put something into; a draft only its author. Errors: '
  '404 bounty_not_found, 403 member_required, 409 bounty_not_open, 409 too_many_contributions.';

create function private.fund_bounty(
  bounty uuid, amount bigint, request_key text, from_treasury boolean
)
returns public.bounty_contributions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  funded public.bounties;
  identity uuid;
  account uuid;
  key text;
  before private.ledger_transactions;
  contribution public.bounty_contributions;
begin
  perform private.check_transfer(amount, request_key, null);
  perform private.stays(person);
  funded := private.bounty_to_see(bounty, person);
  if from_treasury and not private.has_permission(funded.space_id, person, 'treasury.edit') then
    perform private.fail(403, 'permission_required', 'Ask who keeps the treasury.');
  end if;
  account := case
    when from_treasury then private.space_account(funded.space_id, funded.asset_id)
    else private.wallet_of(person, funded.asset_id)
  end;
  -- Of the treasury the key is one person's, too.
  identity := private.identity_of(person, funded.space_id);
  key := concat_ws(':', 'bounty', bounty, account, case when from_treasury then identity end,
    request_key);
  select t.* into before
  from private.ledger_transactions t
  where t.book_id = private.real_book() and t.idempotency_key = key;
  if before.id is not null then
    select c.* into contribution
    from public.bounty_contributions c
    join private.ledger_entries e on e.account_id = c.account_id and e.transaction_id = before.id
    where c.bounty_id = bounty and e.amount = fund_bounty.amount;
    if not found then
      perform private.fail(409, 'idempotency_key_reused', 'This key was used for something else.');
    end if;
    return contribution;
  end if;

  perform private.bounty_to_fund(bounty, person);
  perform private.space_to_pay_in(funded.space_id, person);
  if from_treasury is not true and exists (
    select from public.assets a where a.id = funded.asset_id and a.kind = 'currency'
  ) then
    perform private.fail(409, 'not_transferable', 'Money goes through payments.');
  end if;
  contribution := private.bounty_contribution(
    funded, identity,
    case when from_treasury then 'treasury' else 'wallet' end::public.bounty_source);
  perform private.post_transaction(
    'bounty_contribution', key, array[account, contribution.account_id],
    array[-amount, amount], funded.space_id, 'bounties/' || bounty,
    identities => array[identity, null]);
  perform private.book_bounty(bounty);
  perform private.open_bounty(funded);
  select c.* into contribution
  from public.bounty_contributions c
  where c.id = contribution.id;
  return contribution;
end;
$$;

create function private.extend_bounty(bounty uuid, ends_at timestamptz)
returns public.bounties
language plpgsql volatile security definer set search_path = ''
as $$
declare
  extended public.bounties := private.bounty_to_run(bounty, private.caller_id());
begin
  if extended.ends_at = extend_bounty.ends_at then
    return extended;
  elsif extended.status > 'open' or extended.ends_at <= now() then
    perform private.fail(409, 'bounty_not_open', 'It has ended.');
  elsif (extend_bounty.ends_at > extended.ends_at) is not true then
    perform private.fail(422, 'invalid_end', 'Put the end off; it does not come earlier.');
  elsif extended.extensions >= 3 then
    perform private.fail(409, 'too_many_extensions', 'It was put off three times.');
  elsif exists (
    select from public.bounty_submissions s
    where s.bounty_id = bounty and s.status = 'handed_in'
  ) then
    perform private.fail(409, 'submissions_pending', 'Look at what was handed in first.');
  end if;
  perform private.check_bounty_end(
    extend_bounty.ends_at, extended.created_at + interval '365 days');
  update public.bounties b
  set ends_at = extend_bounty.ends_at, extensions = b.extensions + 1
  where b.id = bounty
  returning b.* into extended;
  return extended;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

-- Whoever takes work and lets time pass does not get away with it: while something waits for an answer
-- they have seven days to give it, then there are seven more to object.
create function private.end_bounty(bounty public.bounties, outcome public.bounty_status)
returns public.bounties
language plpgsql volatile security definer set search_path = ''
as $$
declare
  is_pending boolean;
  reviewed_at timestamptz;
begin
  select bool_or(s.status = 'handed_in') into is_pending
  from public.bounty_submissions s
  where s.bounty_id = bounty.id and s.status in ('handed_in', 'declined');
  if is_pending is null then
    return private.settle_bounty(bounty, outcome);
  end if;
  reviewed_at := now() + case when is_pending then interval '7 days' else '0' end;
  update public.bounties b
  set status = 'in_review', review_until = reviewed_at, settles_at = reviewed_at + interval '7 days'
  where b.id = bounty.id
  returning b.* into bounty;
  return bounty;
end;
$$;
comment on function private.end_bounty is
  'Takes no more work: what nobody worked for goes back at once, else it is in review.';

create function private.cancel_bounty(bounty uuid)
returns public.bounties
language plpgsql volatile security definer set search_path = ''
as $$
declare
  cancelled public.bounties := private.bounty_to_run(bounty, private.caller_id());
begin
  if cancelled.status > 'open' then
    if cancelled.status <> 'cancelled' then
      perform private.fail(409, 'bounty_not_open', 'It has ended.');
    end if;
    return cancelled;
  elsif exists (
    select from public.bounty_submissions s
    where s.bounty_id = bounty and s.status = 'handed_in'
  ) then
    perform private.fail(409, 'submissions_pending', 'Look at what was handed in first.');
  end if;
  return private.end_bounty(cancelled, 'cancelled');
end;
$$;

create function private.hand_in(bounty uuid, body text, request_key text)
returns public.bounty_submissions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  asked public.bounties;
  submission public.bounty_submissions;
  earlier bigint;
  is_pending boolean;
begin
  perform private.stays(person);
  asked := private.bounty_to_see(bounty, person);
  select s.* into submission
  from public.bounty_submissions s
  join private.identity_owners o on o.identity_id = s.author_id
  where s.bounty_id = bounty and o.profile_id = person and s.request_key = hand_in.request_key;
  if found then
    if submission.body <> hand_in.body then
      perform private.fail(409, 'request_key_reused', 'This key was used for something else.');
    end if;
    return submission;
  end if;
  perform private.space_to_pay_in(asked.space_id, person);
  select count(*), bool_or(s.status = 'handed_in') into earlier, is_pending
  from public.bounty_submissions s
  join private.identity_owners o on o.identity_id = s.author_id
  where s.bounty_id = bounty and o.profile_id = person;
  if asked.status <> 'open' or asked.ends_at <= now() then
    perform private.fail(409, 'bounty_not_open', 'No work is taken any more.');
  elsif private.is_identity_of(asked.author_id, person) then
    perform private.fail(409, 'not_yourself', 'You put it up.');
  elsif is_pending then
    perform private.fail(409, 'already_handed_in', 'Wait for an answer, or take back what you handed in.');
  elsif earlier >= 5 then
    perform private.fail(409, 'too_many_submissions', 'You handed work in five times.');
  end if;

  -- The wallet is there in time, also when the token is retired meanwhile.
  perform private.wallet_of(person, asked.asset_id);
  insert into public.bounty_submissions (bounty_id, space_id, author_id, body, request_key)
  values (bounty, asked.space_id, private.identity_of(person, asked.space_id), hand_in.body,
    hand_in.request_key)
  returning * into submission;
  return submission;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.bounty_of_submission(submission uuid)
returns uuid
language sql stable security definer set search_path = ''
begin atomic
  select s.bounty_id from public.bounty_submissions s where s.id = submission;
end;

-- Whoever has answered to everything has no more to say: what is left is time to object.
create function private.hurry_review(bounty uuid)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  update public.bounties b
  set review_until = least(b.review_until, now()), settles_at = case
      when not exists (
        select from public.bounty_submissions s
        where s.bounty_id = b.id and s.status = 'declined'
      ) then now()
      else least(b.settles_at, now() + interval '7 days')
    end
  where b.id = bounty and b.status = 'in_review' and b.settles_at > now() and not exists (
    select from public.bounty_submissions s where s.bounty_id = b.id and s.status = 'handed_in'
  );
end;
comment on function private.hurry_review is
  'Ends the review of a bounty where nothing waits for an answer any more.';

create function private.withdraw_submission(submission uuid)
returns public.bounty_submissions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  asked public.bounties;
  withdrawn public.bounty_submissions;
begin
  select b.* into asked
  from public.bounties b
  where b.id = private.bounty_of_submission(submission)
  for no key update;
  select s.* into withdrawn from public.bounty_submissions s where s.id = submission;
  if withdrawn.id is null or not private.is_identity_of(withdrawn.author_id, person) then
    perform private.fail(404, 'submission_not_found', 'You handed in nothing like that.');
  elsif withdrawn.status = 'withdrawn' then
    return withdrawn;
  elsif asked.status not in ('open', 'in_review') or withdrawn.share is not null then
    perform private.fail(409, 'bounty_not_open', 'It is too late to take it back.');
  end if;
  update public.bounty_submissions s
  set status = 'withdrawn'
  where s.id = submission
  returning s.* into withdrawn;
  perform private.hurry_review(asked.id);
  return withdrawn;
end;
$$;

create function private.decline_submission(submission uuid, reason text)
returns public.bounty_submissions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  run public.bounties;
  declined public.bounty_submissions;
begin
  run := private.bounty_to_run(private.bounty_of_submission(submission), person);
  select s.* into declined from public.bounty_submissions s where s.id = submission;
  if coalesce(btrim(reason), '') = '' or char_length(btrim(reason)) > 2000 then
    perform private.fail(422, 'invalid_reason', 'Give a reason of at most 2000 characters.');
  elsif declined.status = 'declined' and declined.decline_reason = btrim(reason) then
    return declined;
  elsif declined.status <> 'handed_in' then
    perform private.fail(409, 'submission_settled', 'It was answered to, or taken back.');
  elsif run.status not in ('open', 'in_review') or private.is_award_named(run) then
    perform private.fail(409, 'bounty_not_open', 'It is too late for that.');
  end if;
  update public.bounty_submissions s
  set status = 'declined', decline_reason = btrim(reason)
  where s.id = submission
  returning s.* into declined;
  perform private.hurry_review(run.id);
  return declined;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.is_award_named(bounty public.bounties)
returns boolean
language sql stable security definer set search_path = ''
begin atomic
  select exists (
    select from public.bounty_submissions s
    where s.bounty_id = bounty.id and s.share is not null
  );
end;
comment on function private.is_award_named is 'Did who put it up say who gets what?';

create function private.check_shares(bounty public.bounties, submissions uuid[], shares bigint[])
returns bigint[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  shares := coalesce(shares, array(select 1::bigint from unnest(submissions)));
  if not coalesce(
    cardinality(shares) = cardinality(submissions) and cardinality(submissions) <= 50
      and 1 <= all (shares) and 1000000000000 >= all (shares)
      and cardinality(submissions) = (select count(distinct s) from unnest(submissions) as s),
    false
  ) then
    perform private.fail(422, 'invalid_shares',
      'Name at most 50 submissions, each once with a share of 1 to 1000000000000.');
  elsif cardinality(submissions) <> (
    select count(*)
    from public.bounty_submissions s
    where s.bounty_id = bounty.id and s.id = any (submissions)
      and s.status in ('handed_in', 'declined')
  ) then
    perform private.fail(404, 'submission_not_found', 'Not all of this was handed in here.');
  end if;
  return shares;
end;
$$;
comment on function private.check_shares is
  'The shares, or equal ones where there are none. Errors: 422 invalid_shares, '
  '404 submission_not_found.';

create function private.pay_award(bounty public.bounties)
returns public.bounties
language sql volatile security definer set search_path = ''
begin atomic
  select private.settle_bounty(
    bounty, 'awarded', array_agg(s.id order by s.id), array_agg(s.share order by s.id), 0)
  from public.bounty_submissions s
  where s.bounty_id = bounty.id and s.share is not null;
end;
comment on function private.pay_award is 'Pays out what was named.';

create function private.award_bounty(bounty uuid, submissions uuid[], shares bigint[])
returns public.bounties
language plpgsql volatile security definer set search_path = ''
as $$
declare
  awarded public.bounties := private.bounty_to_run(bounty, private.caller_id());
begin
  if coalesce(cardinality(submissions), 0) = 0 then
    perform private.fail(422, 'invalid_shares', 'Name who gets it.');
  elsif private.is_award_named(awarded) then
    if exists (
      select
      from unnest(submissions, coalesce(shares, array_fill(1::bigint, array[cardinality(submissions)])))
        as u (id, share)
      full join (
        select s.id, s.share from public.bounty_submissions s
        where s.bounty_id = bounty and s.share is not null
      ) as named on named.id = u.id
      where named.share is distinct from u.share
    ) then
      perform private.fail(409, 'award_named', 'You said already who gets what.');
    end if;
    return awarded;
  elsif awarded.status not in ('open', 'in_review') then
    perform private.fail(409, 'bounty_not_open', 'It has ended, or others decide now.');
  elsif awarded.escrowed_amount = 0 then
    perform private.fail(409, 'nothing_in_escrow', 'Nothing is left in it.');
  end if;
  shares := private.check_shares(awarded, submissions, shares);
  update public.bounty_submissions s
  set share = u.share
  from unnest(submissions, shares) as u (id, share)
  where s.id = u.id;

  -- By names, not by people: that it is paid at once must not tell that two names are one person's.
  if exists (
    select from public.bounty_submissions s
    where s.bounty_id = bounty and s.status in ('handed_in', 'declined') and s.share is null
  ) or exists (
    select from public.bounty_contributions c
    where c.bounty_id = bounty and case
      when awarded.is_from_space then c.source <> 'treasury'
      else c.identity_id <> awarded.author_id
    end
  ) then
    update public.bounties b
    set status = 'in_review', review_until = now(), settles_at = now() + interval '3 days'
    where b.id = bounty
    returning b.* into awarded;
    return awarded;
  end if;
  return private.pay_award(awarded);
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

-- Doors: what a client calls.

create function public.create_bounty(
  space uuid, title text, asset text, ends_at timestamptz, request_key text,
  description text default '', terms text default '', target_type text default null,
  target_id uuid default null, from_space boolean default false
)
returns public.bounties
language sql volatile security invoker set search_path = ''
begin atomic
  select private.create_bounty(space, title, asset, ends_at, request_key, description, terms,
    target_type, target_id, from_space);
end;
comment on function public.create_bounty is
  'Drafts a bounty in a currency or token, which ends in an hour to 180 days; it opens when its author '
  'puts something in. from_space puts it up for the space: for who may spend its treasury. Repeating it '
  'with its request_key (8 to 100 characters, draw a uuid) returns the same. Errors: '
  '401 sign_in_required, 404 not_found, 403 member_required, 409 space_archived, '
  '403 permission_required, 409 request_key_reused, 404 asset_not_found, 422 invalid_end, '
  '409 asset_retired, 409 too_many_bounties; 23514 names the rule broken.';

create function public.fund_bounty(
  bounty uuid, amount bigint, request_key text, from_treasury boolean default false
)
returns public.bounty_contributions
language sql volatile security invoker set search_path = ''
begin atomic
  select private.fund_bounty(bounty, amount, request_key, from_treasury);
end;
comment on function public.fund_bounty is
  'Puts tokens or hours of the caller''s wallet into a bounty, or whatever the treasury has, for who '
  'may spend it; minor units. Money of people is paid in: see `payments/checkouts`, purpose bounty. '
  'Returns all that the caller put in like that. Repeating it with its request_key changes nothing. '
  'Errors: 401 sign_in_required, 422 invalid_amount, 422 invalid_request_key, 404 bounty_not_found, '
  '403 member_required, 409 bounty_not_open, 409 too_many_contributions, 404 not_found, '
  '409 space_archived, 403 permission_required, 409 not_transferable, 409 insufficient_funds, '
  '409 asset_retired, 409 idempotency_key_reused.';

create function public.extend_bounty(bounty uuid, ends_at timestamptz)
returns public.bounties
language sql volatile security invoker set search_path = ''
begin atomic
  select private.extend_bounty(bounty, ends_at);
end;
comment on function public.extend_bounty is
  'Puts the end of a bounty off, three times at most and to a year after it was drafted, for who put it '
  'up, before it ends and while no work waits for an answer. Errors: 401 sign_in_required, '
  '404 bounty_not_found, 403 poster_required, 409 not_yourself, 409 bounty_not_open, '
  '422 invalid_end, 409 too_many_extensions, 409 submissions_pending.';

create function public.cancel_bounty(bounty uuid)
returns public.bounties
language sql volatile security invoker set search_path = ''
begin atomic
  select private.cancel_bounty(bounty);
end;
comment on function public.cancel_bounty is
  'Calls a bounty off, for who put it up; what is in it goes back to who put it in. Not while work '
  'waits for an answer, and where work was declined there are seven days to object first. Errors: '
  '401 sign_in_required, 404 bounty_not_found, 403 poster_required, 409 not_yourself, '
  '409 bounty_not_open, 409 submissions_pending.';

create function public.hand_in(bounty uuid, body text, request_key text)
returns public.bounty_submissions
language sql volatile security invoker set search_path = ''
begin atomic
  select private.hand_in(bounty, body, request_key);
end;
comment on function public.hand_in is
  'Hands work in for an open bounty, 1 to 20000 characters; one at a time, five at most, and not for '
  'one''s own. Repeating it with its request_key returns the same. Errors: 401 sign_in_required, '
  '404 bounty_not_found, 409 request_key_reused, 404 not_found, 403 member_required, '
  '409 space_archived, 409 bounty_not_open, 409 not_yourself, 409 already_handed_in, '
  '409 too_many_submissions, 409 asset_retired; 23514 names the rule broken.';

create function public.withdraw_submission(submission uuid)
returns public.bounty_submissions
language sql volatile security invoker set search_path = ''
begin atomic
  select private.withdraw_submission(submission);
end;
comment on function public.withdraw_submission is
  'Takes back what the caller handed in, until an award is named or somebody objects. Errors: '
  '401 sign_in_required, 404 submission_not_found, 409 bounty_not_open.';

create function public.decline_submission(submission uuid, reason text)
returns public.bounty_submissions
language sql volatile security invoker set search_path = ''
begin atomic
  select private.decline_submission(submission, reason);
end;
comment on function public.decline_submission is
  'Says that work is not wanted, and why, for who put the bounty up. Errors: 401 sign_in_required, '
  '404 bounty_not_found, 403 poster_required, 409 not_yourself, 422 invalid_reason, '
  '409 submission_settled, 409 bounty_not_open.';

create function public.award_bounty(
  bounty uuid, submissions uuid[], shares bigint[] default null
)
returns public.bounties
language sql volatile security invoker set search_path = ''
begin atomic
  select private.award_bounty(bounty, submissions, shares);
end;
comment on function public.award_bounty is
  'Names who gets all that is in a bounty, for who put it up: in equal shares, or in proportion to '
  'shares, whether they are amounts, percent or anything else. Where other work was handed in, or others '
  'put something in, it is paid after three days in which they may object; else at once. Errors: '
  '401 sign_in_required, 404 bounty_not_found, 403 poster_required, 409 not_yourself, '
  '409 award_named, 409 bounty_not_open, 409 nothing_in_escrow, 422 invalid_shares, '
  '404 submission_not_found.';

revoke execute on function
  private.is_party_to_bounty, private.runs_bounty, private.bounty_to_see, private.bounty_to_run,
  private.check_bounty_end, private.create_bounty, private.bounty_to_fund, private.fund_bounty,
  private.extend_bounty, private.end_bounty, private.cancel_bounty, private.hand_in,
  private.bounty_of_submission, private.hurry_review, private.withdraw_submission,
  private.decline_submission, private.is_award_named, private.check_shares, private.pay_award,
  private.award_bounty,
  public.create_bounty, public.fund_bounty, public.extend_bounty, public.cancel_bounty,
  public.hand_in, public.withdraw_submission, public.decline_submission, public.award_bounty
from public;
grant execute on function
  private.create_bounty, private.fund_bounty, private.extend_bounty, private.cancel_bounty,
  private.hand_in, private.withdraw_submission, private.decline_submission, private.award_bounty,
  public.create_bounty, public.fund_bounty, public.extend_bounty, public.cancel_bounty,
  public.hand_in, public.withdraw_submission, public.decline_submission, public.award_bounty
to authenticated;
