-- The lens cohort: what the ballots of those say who fulfil a filter that was declared before anybody
-- voted. Who they are is settled as the poll opens, by person, and at the close by voter tag.
--
-- Totals of a part and of the whole tell those of the rest, and several parts tell those of every
-- group that they cut the voters into. So a cohort is read only while each such group, its complement
-- included, holds at least five ballots or none; else it reads nothing at all, and says so.

create function private.is_cohort_filter(filter jsonb)
returns boolean
language plpgsql immutable security definer set search_path = ''
as $$
begin
  return case
    when jsonb_typeof(filter) <> 'object' or filter = '{}' then false
    else octet_length(filter::text) <= 1024 and (not filter ? 'minimum_role' or coalesce(
      filter ->> 'minimum_role' = any (enum_range(null::public.space_role)::text[]), false
    ))
  end;
end;
$$;
comment on function private.is_cohort_filter is
  'Rules as for eligibility, and "minimum_role"; one at least, and all hold. What they ask is '
  'judged as the poll opens.';

create function private.lens_cohort_fits(lens jsonb)
returns boolean
language sql immutable security definer set search_path = ''
begin atomic
  select lens - 'filter' = '{}' and coalesce(private.is_cohort_filter(lens -> 'filter'), false);
end;
comment on function private.lens_cohort_fits is '{"filter": …}: see is_cohort_filter.';

create table private.cohort_members (
  poll_id    uuid not null,
  place      smallint not null,
  profile_id uuid not null,

  primary key (poll_id, place, profile_id),
  constraint cohort_members_poll_id_fkey foreign key (poll_id)
    references public.polls on delete restrict,
  constraint cohort_members_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade
);
comment on table private.cohort_members is
  'Who fulfilled the filters of an open poll as it opened; place: 0 its own lens, 1 to 3 the '
  'compared ones. The close empties it.';

create index cohort_members_profile_id_idx on private.cohort_members (profile_id);

create table private.frozen_cohorts (
  poll_id   uuid not null,
  place     smallint not null,
  voter_tag bytea not null,

  primary key (poll_id, place, voter_tag),
  constraint frozen_cohorts_poll_id_fkey foreign key (poll_id)
    references public.polls on delete restrict
);
comment on table private.frozen_cohorts is
  'Whose ballots the cohorts of a closed poll hold, by voter tag; none of a cohort that is too '
  'narrow to be read. Without names.';

create function private.lens_cohort_freezes(poll public.polls, lens jsonb)
returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  filter constant jsonb := lens -> 'filter';
  -- Whose own words these are; a poll made of a template asks what its template may.
  person constant uuid := case
    when not exists (
      select from public.governance_templates t
      where t.space_id = poll.space_id and t.lens = 'cohort' and t.lens_settings -> 'filter' = filter
    ) then (select auth.uid())
  end;
begin
  if not private.fits_eligibility(filter - 'minimum_role', person) then
    perform private.fail(422, 'invalid_lens',
      'Filter by the eligibility_rules, and by spaces that you organize.');
  elsif poll.secrecy = 'public' and (
    filter - '{minimum_role,member_days,joined_by,space}'::text[] <> '{}' or exists (
      select from public.spaces s
      where s.id = (filter ->> 'space')::uuid and s.visibility <> 'public'
    )
  ) then
    perform private.fail(422, 'invalid_lens',
      'Ballots with names would tell what not everybody knows of the voters.');
  end if;
  return lens;
end;
$$;
comment on function private.lens_cohort_freezes is 'Errors: 422 invalid_lens.';

create function private.check_template_cohort()
returns trigger
language plpgsql stable security definer set search_path = ''
as $$
begin
  -- What is no filter at all, the check on the table says.
  if private.lens_cohort_fits(new.lens_settings) and not private.fits_eligibility(
    (new.lens_settings -> 'filter') - 'minimum_role', (select auth.uid())
  ) then
    perform private.fail(422, 'invalid_lens',
      'Filter by the eligibility_rules, and by spaces that you organize.');
  end if;
  return new;
end;
$$;
comment on function private.check_template_cohort is
  'Whoever writes a template asks no more than they might in a poll. Errors: 422 invalid_lens.';

create trigger governance_templates_before_write_check_cohort
  before insert or update of lens, lens_settings on public.governance_templates
  for each row when (new.lens = 'cohort')
  execute function private.check_template_cohort();

create function private.fulfilling(space uuid, filter jsonb, at timestamptz)
returns setof uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  rules constant jsonb := filter - 'minimum_role';
  deadline constant timestamptz := private.joining_deadline(rules, at);
  people uuid[] := array(
    select m.profile_id
    from public.space_members m
    where m.space_id = space and m.status = 'active'
      and (not filter ? 'minimum_role' or m.role >= (filter ->> 'minimum_role')::public.space_role)
      and (deadline is null or m.joined_at < deadline)
  );
  rule text;
begin
  foreach rule in array private.further_rules(rules) loop
    people := array(select private.who_meets(rule, people, rules -> rule, at));
  end loop;
  return query select unnest(people);
end;
$$;
comment on function private.fulfilling is 'The active members of a space who fulfil a filter.';

create function private.note_cohorts()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.cohort_members (poll_id, place, profile_id)
  select new.id, l.place - 1, f.person
  from jsonb_array_elements(new.frozen_lens || new.compared_lenses)
    with ordinality as l (lens, place)
  cross join lateral private.fulfilling(new.space_id, l.lens -> 'filter', new.opened_at)
    as f (person)
  where l.lens ->> 'kind' = 'cohort';
  return null;
end;
$$;
comment on function private.note_cohorts is 'Settles who is in the cohorts of a poll that opens.';

create trigger polls_after_update_note_cohorts
  after update of status on public.polls
  for each row when (new.status = 'open' and old.status <> 'open')
  execute function private.note_cohorts();

create function private.is_readable_cohort(poll uuid, cohort smallint)
returns boolean
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(min(g.ballots) >= 5, false)
  from (
    select count(*) as ballots
    from (
      select array(
        select f.place
        from private.frozen_cohorts f
        where f.poll_id = poll and f.place <= cohort and f.voter_tag = b.voter_tag
        order by f.place
      ) as cohorts
      from public.ballots b
      where b.poll_id = poll
    ) as v
    group by v.cohorts
  ) as g
  where exists (
    select from private.frozen_cohorts f where f.poll_id = poll and f.place = cohort
  );
end;
comment on function private.is_readable_cohort is
  'Do this cohort and those before it cut the ballots of a poll into groups of at least five?';

-- Before the row changes: from then on no tag leads to a person.
create function private.freeze_cohorts()
returns trigger
language plpgsql volatile security definer set search_path = '' set work_mem = '128MB'
as $$
declare
  cohort smallint;
begin
  insert into private.frozen_cohorts (poll_id, place, voter_tag)
  select m.poll_id, m.place, b.voter_tag
  from private.cohort_members m
  join public.ballots b on b.poll_id = m.poll_id and b.profile_id = m.profile_id
  where m.poll_id = new.id
  on conflict on constraint frozen_cohorts_pkey do nothing;
  delete from private.cohort_members m where m.poll_id = new.id;

  -- As declared: what an earlier one shows, a later one must not take apart.
  for cohort in
    select distinct f.place from private.frozen_cohorts f where f.poll_id = new.id order by 1
  loop
    if not private.is_readable_cohort(new.id, cohort) then
      delete from private.frozen_cohorts f where f.poll_id = new.id and f.place = cohort;
    end if;
  end loop;
  return null;
end;
$$;
comment on function private.freeze_cohorts is
  'Keeps, by tag, whose ballots are in the cohorts of a poll that closes, and drops cohorts that '
  'are too narrow.';

create trigger polls_after_update_freeze_cohorts
  after update of status on public.polls
  for each row when (old.status = 'open' and new.status = 'closed')
  execute function private.freeze_cohorts();

create function private.forget_cohorts()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from private.cohort_members m where m.poll_id = new.id;
  return null;
end;
$$;
comment on function private.forget_cohorts is 'A poll that is called off needs to know nobody.';

create trigger polls_after_update_forget_cohorts
  after update of status on public.polls
  for each row when (old.status = 'open' and new.status = 'cancelled')
  execute function private.forget_cohorts();

-- Runs while the ballot still has its name.
create function private.forget_cohort_member(person uuid)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  insert into private.frozen_cohorts (poll_id, place, voter_tag)
  select m.poll_id, m.place, b.voter_tag
  from private.cohort_members m
  join public.ballots b on b.poll_id = m.poll_id and b.profile_id = m.profile_id
  where m.profile_id = person
  on conflict on constraint frozen_cohorts_pkey do nothing;
  delete from private.cohort_members m where m.profile_id = person;
end;
comment on function private.forget_cohort_member is
  'An erased person''s ballot stays in its cohorts, by tag.';

create function private.place_of_lens(poll public.polls, lens jsonb)
returns smallint
language sql immutable security definer set search_path = ''
begin atomic
  select (l.place - 1)::smallint
  from jsonb_array_elements(poll.frozen_lens || poll.compared_lenses)
    with ordinality as l (lens, place)
  where l.lens = place_of_lens.lens
  limit 1;
end;

create function private.lens_cohort_knows(
  poll public.polls, lens jsonb, after bytea, page integer
)
returns table (voter_tag bytea, known jsonb)
language sql stable security definer set search_path = ''
begin atomic
  select f.voter_tag, '{"fulfils": true}'::jsonb
  from private.frozen_cohorts f
  where f.poll_id = poll.id and f.place = private.place_of_lens(poll, lens)
    and f.voter_tag > after
  order by f.voter_tag
  limit page;
end;
comment on function private.lens_cohort_knows is
  'Of whoever is in the cohort: {"fulfils": true}. Of nobody where it is too narrow.';

create function private.lens_cohort_explains(poll public.polls, lens jsonb, person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select jsonb_build_object(
    'fulfils', own.fulfils, 'weight', case when own.fulfils then 1_000_000 else 0 end
  )
  from (
    select case
      when poll.status = 'open' then exists (
        select from private.cohort_members m
        where m.poll_id = poll.id and m.place = private.place_of_lens(poll, lens)
          and m.profile_id = person
      )
      else exists (
        select from public.ballots b
        join private.frozen_cohorts f
          on f.poll_id = b.poll_id and f.place = private.place_of_lens(poll, lens)
          and f.voter_tag = b.voter_tag
        where b.poll_id = poll.id and b.profile_id = person
      )
    end
  ) as own (fulfils);
end;
comment on function private.lens_cohort_explains is
  'fulfils: is the caller in the cohort, as the poll opened? From the close on: does the reading '
  'hold their ballot? Then it weighs one vote, else none.';

revoke execute on function
  private.lens_cohort_fits, private.is_cohort_filter, private.lens_cohort_freezes,
  private.check_template_cohort,
  private.fulfilling, private.note_cohorts, private.is_readable_cohort, private.freeze_cohorts,
  private.forget_cohorts, private.forget_cohort_member, private.place_of_lens,
  private.lens_cohort_knows, private.lens_cohort_explains
from public;

select private.erases_with('forget_cohort_member');
select private.holds_personal_data('private.cohort_members', 'profile_id', 'delete',
  is_exported => false, is_traced => false);
