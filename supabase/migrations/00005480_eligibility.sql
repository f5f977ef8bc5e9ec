-- Who may vote, beyond rank. A poll asks for rules by name, each with what it asks: how long somebody
-- has been a member, and whatever else is declared here. A domain that knows more of people declares
-- a rule of its own in its migration, as two functions:
--   private.fits_<name>(asks jsonb, person uuid) boolean: can a poll ask this? And may this person,
--     where one asks, know what it would tell them?
--   private.meets_<name>(people uuid[], asks jsonb, at timestamptz) setof uuid: who of these people
--     met it then.
-- Voting asks both and needs no change. Joining is no such rule: ballots are checked for it one by
-- one, and it holds by default.
create table public.eligibility_rules (
  name        text primary key,
  description text not null,

  constraint eligibility_rules_name_format check (name ~ '^[a-z][a-z_]{1,40}$'),
  constraint eligibility_rules_description_1_to_500 check (
    btrim(description) <> '' and char_length(description) <= 500
  )
);
comment on table public.eligibility_rules is
  'What polls can ask of voters in their eligibility, by name. Added by migrations.';

insert into public.eligibility_rules (name, description) values
  ('member_days', 'Joined the space at least this many days (0 to 3650) before the poll opened.'),
  ('joined_by', 'Joined the space on this day, "2026-01-31" in UTC, or before.');

create function private.declares_eligibility_rule(name text, description text)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  insert into public.eligibility_rules (name, description) values (name, description);
end;
comment on function private.declares_eligibility_rule is
  'Adds a rule. A domain calls it in its own migration, after fits_<name> and meets_<name>.';

create function private.fits_eligibility(eligibility jsonb, person uuid default null)
returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
  rule record;
  fits boolean;
begin
  if jsonb_typeof(eligibility) is distinct from 'object' or octet_length(eligibility::text) > 1024
  then
    return false;
  end if;
  for rule in
    select e.key as name, e.value as asks, r.name is not null as is_known
    from jsonb_each(eligibility) as e
    left join public.eligibility_rules r on r.name = e.key
  loop
    if not rule.is_known then
      return false;
    end if;
    case rule.name
      when 'member_days' then
        fits := case when rule.asks::text ~ '^[0-9]{1,4}$' then rule.asks::text::integer <= 3650 end;
      when 'joined_by' then
        fits := rule.asks::text ~ '^"[0-9]{4}-[0-9]{2}-[0-9]{2}"$'
          and pg_input_is_valid(rule.asks #>> '{}', 'date');
      else
        execute format('select private.%I($1, $2)', 'fits_' || rule.name)
          into fits using rule.asks, person;
    end case;
    if fits is not true then
      return false;
    end if;
  end loop;
  return true;
end;
$$;
comment on function private.fits_eligibility is
  'Are these rules that a poll can ask, in at most 1 kB? With a person: that they may ask, too.';

create function private.check_eligibility()
returns trigger
language plpgsql stable security definer set search_path = ''
as $$
declare
  -- Whose own words these are; a poll made of a template asks what its template may.
  person constant uuid := case
    when tg_op = 'UPDATE' or tg_table_name <> 'polls' then (select auth.uid())
  end;
begin
  if not private.fits_eligibility(new.eligibility, person) then
    perform private.fail(422, 'invalid_eligibility',
      'Keep to the eligibility_rules, and to spaces that you organize.');
  end if;
  return new;
end;
$$;
comment on function private.check_eligibility is
  'Trigger, not a check: a check cannot look at other rows. Errors: 422 invalid_eligibility.';

create function private.joining_deadline(eligibility jsonb, at timestamptz)
returns timestamptz
language sql stable security invoker set search_path = ''
begin atomic
  select least(
    at - (eligibility ->> 'member_days')::integer * interval '24 hours',
    ((eligibility ->> 'joined_by')::date + 1)::timestamp at time zone 'UTC'
  );
end;
comment on function private.joining_deadline is
  'Before this a voter has joined, in a poll that opens then; null: at any time.';

create function private.further_rules(eligibility jsonb)
returns text[]
language sql immutable security invoker set search_path = ''
begin atomic
  select array(
    select jsonb_object_keys(eligibility - '{member_days,joined_by}'::text[]) order by 1
  );
end;
comment on function private.further_rules is 'The rules that are not about joining.';

create function private.who_meets(rule text, people uuid[], asks jsonb, at timestamptz)
returns setof uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query execute format('select private.%I($1, $2, $3)', 'meets_' || rule)
    using people, asks, at;
end;
$$;
comment on function private.who_meets is 'Who of these people met a rule at a time.';

-- In tenths, as space_expertise shows pseudonyms: whoever would count how many are let in, threshold
-- by threshold, learns no more.
create function private.fits_expertise(asks jsonb, person uuid)
returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return jsonb_typeof(asks) = 'object'
    and asks - '{domain,score}'::text[] = '{}'
    and coalesce(asks ->> 'score', '') ~ '^([1-9]00000|1000000)$'
    and jsonb_typeof(asks -> 'score') = 'number'
    and exists (select from public.expertise_domains d where to_jsonb(d.code) = asks -> 'domain');
end;
$$;

create function private.meets_expertise(people uuid[], asks jsonb, at timestamptz)
returns setof uuid
language sql stable security definer set search_path = ''
begin atomic
  select e.profile_id
  from private.expertise_as_of(people, array[asks ->> 'domain'], at) as e
  where e.score >= (asks ->> 'score')::bigint;
end;

create function private.fits_space(asks jsonb, person uuid)
returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
  space uuid;
begin
  if jsonb_typeof(asks) <> 'string' or not pg_input_is_valid(asks #>> '{}', 'uuid') then
    return false;
  end if;
  space := asks #>> '{}';
  if person is null then
    return exists (select from public.spaces s where s.id = space);
  end if;
  return private.has_space_role(space, person, 'organizer');
end;
$$;

create function private.meets_space(people uuid[], asks jsonb, at timestamptz)
returns setof uuid
language sql stable security definer set search_path = ''
begin atomic
  select m.profile_id
  from public.space_members m
  where m.space_id = (asks #>> '{}')::uuid and m.status = 'active' and m.joined_at <= at
    and m.profile_id = any (people);
end;

create function private.fits_verified(asks jsonb, person uuid)
returns boolean
language sql immutable security invoker set search_path = ''
begin atomic
  select asks = 'true';
end;

create function private.meets_verified(people uuid[], asks jsonb, at timestamptz)
returns setof uuid
language sql stable security definer set search_path = ''
begin atomic
  select distinct v.profile_id
  from public.ethics_events v
  where v.profile_id = any (people) and v.kind = 'identity_verified' and v.recorded_at <= at
    and not exists (
      select from public.ethics_events r where r.ends_id = v.id and r.recorded_at <= at
    );
end;

revoke execute on function
  private.declares_eligibility_rule, private.fits_eligibility, private.check_eligibility,
  private.joining_deadline, private.further_rules, private.who_meets,
  private.fits_expertise, private.meets_expertise, private.fits_space, private.meets_space,
  private.fits_verified, private.meets_verified
from public;

select private.declares_eligibility_rule('expertise',
  'Had a score in this field or one below it: {"domain": code, "score": tenths in micro-units}.');
select private.declares_eligibility_rule('space',
  'Was an active member of this space, too: its id. For who organizes that one.');
select private.declares_eligibility_rule('verified', 'Had a verified identity: true.');
