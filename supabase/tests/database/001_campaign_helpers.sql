-- Campaigns of the space rowing, for the stories about them: kim raises money there, ola keeps the
-- treasury, and what the provider tells is told here.
begin;

create or replace function tests.sealed_id(id text)
returns jsonb
language sql immutable security definer set search_path = ''
as $$
  select jsonb_build_object(
    'digests', jsonb_build_array(encode(sha256(convert_to(id, 'utf8')), 'hex')), 'sealed', null,
    'key_version', 1);
$$;
comment on function tests.sealed_id is 'A provider''s id, as the functions would seal it.';

create or replace function tests.provider_tells(
  key text, kind text, status text, amount bigint, reference uuid default null, object text default ''
)
returns text
language sql volatile security definer set search_path = ''
as $$
  select private.receive_payment_event('sandbox', jsonb_build_object(
    'id', concat_ws(':', key, kind, object, status), 'type', 'x', 'at', clock_timestamp(),
    'account', null, 'live', false, 'object', jsonb_build_object(
      'kind', kind, 'status', status, 'amount', amount, 'currency', 'EUR', 'reference', reference,
      'reason', 'fraudulent', 'dueBy', null, 'failure', 'gone',
      'payment', tests.sealed_id('payment:' || key),
      'id', tests.sealed_id(concat_ws(':', kind, nullif(object, ''), key)))), null, null);
$$;
comment on function tests.provider_tells is
  'The provider tells of something about the payment with this request_key.';

create or replace function tests.provider_refunds(outcome text)
returns bigint
language sql volatile security definer set search_path = ''
as $$
  select count(
    tests.provider_tells(p.request_key, 'refund', outcome, r.amount, r.id, r.id::text))
  from public.refunds r
  join public.payments p on p.id = r.payment_id
  where r.status in ('requested', 'pending');
$$;
comment on function tests.provider_refunds is 'What becomes of all the refunds that wait.';

create or replace function tests.refunds_payment(key text, amount bigint, request_key text)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform set_config('request.jwt.claims', jsonb_build_object('sub', tests.id('ola'))::text, true);
  perform private.request_refund(
    p.id, refunds_payment.amount, 'duplicate', refunds_payment.request_key)
  from public.payments p
  where p.request_key = key;
end;
$$;
comment on function tests.refunds_payment is 'Ola refunds the payment with this request_key.';

create or replace function tests.rowing_balance(purpose text)
returns bigint
language sql stable security definer set search_path = ''
as $$
  select coalesce(sum(a.balance), 0)::bigint
  from public.ledger_accounts a
  where a.owner_space_id = tests.space('rowing') and a.purpose = rowing_balance.purpose;
$$;
comment on function tests.rowing_balance is 'What is on an account of the space.';

create or replace function tests.campaign(title text)
returns uuid
language sql stable security definer set search_path = ''
as $$
  select c.id from public.campaigns c where c.title = campaign.title;
$$;
comment on function tests.campaign is 'A campaign''s id, for people who could not look it up.';

create or replace function tests.campaign_state(title text)
returns text
language sql stable security definer set search_path = ''
as $$
  select format('%s %s %s', c.status, c.raised_amount, c.contribution_count)
  from public.campaigns c
  where c.title = campaign_state.title;
$$;
comment on function tests.campaign_state is 'Status, sum and number of contributions.';

create or replace function tests.campaign_kept(title text)
returns bigint
language sql stable security definer set search_path = ''
as $$
  select tests.rowing_balance('campaign:' || tests.campaign(title));
$$;
comment on function tests.campaign_kept is 'What is on a campaign''s account.';

create or replace function tests.runs_campaign(
  title text, goal bigint, funding public.campaign_funding default 'all_or_nothing',
  beneficiary uuid default null
)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform set_config('request.jwt.claims', jsonb_build_object('sub', tests.id('kim'))::text, true);
  return (private.open_campaign((private.draft_campaign(tests.space('rowing'), title, 'EUR', goal,
    now() + interval '30 days', '', funding, beneficiary)).id)).id;
end;
$$;
comment on function tests.runs_campaign is 'Kim opens a campaign.';

create or replace function tests.starts_giving(nickname text, title text, key text, details jsonb)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform set_config('request.jwt.claims', jsonb_build_object('sub', tests.id(nickname))::text, true);
  return private.start_page_payment('campaign', tests.space('rowing'), tests.campaign(title), details,
    false, null, 'sandbox', key) ->> 'id';
end;
$$;
comment on function tests.starts_giving is 'Somebody stands before the page: the payment.';

create or replace function tests.gives(
  nickname text, title text, key text, amount bigint, is_anonymous boolean default false
)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  payment constant uuid := tests.starts_giving(nickname, title, key,
    jsonb_build_object('amount', amount, 'is_anonymous', is_anonymous));
begin
  perform tests.provider_tells(key, 'payment', 'succeeded', amount, payment);
  return payment;
end;
$$;
comment on function tests.gives is 'Somebody gives to a campaign.';

create or replace function tests.deadline_passes(title text, ago interval default '0')
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  alter table public.campaigns disable trigger campaigns_before_change_guard;
  update public.campaigns c set deadline = now() - ago where c.title = deadline_passes.title;
  alter table public.campaigns enable trigger campaigns_before_change_guard;
end;
$$;
comment on function tests.deadline_passes is 'Lets the time of a campaign pass.';

create or replace function tests.tend_campaigns()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.end_campaigns();
  perform private.send_back_contributions();
end;
$$;
comment on function tests.tend_campaigns is 'What the schedule does every minute.';

grant execute on all functions in schema tests to anon, authenticated, service_role;

select plan(1);
select has_schema('tests', 'the helpers for campaigns are loaded');
select * from finish();
commit;
