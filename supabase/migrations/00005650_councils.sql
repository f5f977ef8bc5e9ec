-- Whom a space gives a task for a time. A council's seats are filled by elections, which are
-- proposals of kind council like recalls: talked over, seconded and voted on as any other. Nobody
-- stands who did not say so, and nobody holds a seat for longer than was said before the vote.
create type public.term_end as enum ('served', 'resigned', 'recalled', 'left');
comment on type public.term_end is
  'served: to its last day; resigned: given up; recalled: ended by a vote; left: no member any more.';

create table public.councils (
  id           uuid primary key default gen_random_uuid(),
  space_id     uuid not null,
  visibility   public.space_visibility not null,
  name         text not null,
  description  text not null default '',
  seats        smallint not null,
  term_days    smallint not null,
  terms_in_row smallint,
  modality     text not null default 'stv',
  dissolved_at timestamptz,
  created_at   timestamptz not null default now(),

  constraint councils_space_id_name_key unique (space_id, name),
  constraint councils_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint councils_modality_fkey foreign key (modality)
    references public.vote_modalities on delete restrict,
  constraint councils_name_3_to_120 check (
    char_length(btrim(name)) >= 3 and char_length(name) <= 120
  ),
  constraint councils_name_one_line check (name !~ '[[:cntrl:]]'),
  constraint councils_description_at_most_5000 check (char_length(description) <= 5000),
  constraint councils_seats_1_to_50 check (seats between 1 and 50),
  constraint councils_term_days_30_to_1830 check (term_days between 30 and 1830),
  constraint councils_terms_in_row_1_to_10 check (terms_in_row between 1 and 10),
  constraint councils_elects_several check (modality in ('stv', 'approval'))
);
comment on table public.councils is
  'A body of elected members. Its statutes are fixed: whoever holds a seat was elected under them.';
comment on column public.councils.visibility is
  'The space''s, copied here so that no policy needs a join.';
comment on column public.councils.term_days is 'How long a term lasts, from its own first day.';
comment on column public.councils.terms_in_row is
  'How many terms one person may hold in a row; a break lasts as long as a term. Null: any number.';
comment on column public.councils.modality is 'How its elections are counted.';

create index councils_modality_idx on public.councils (modality);

create table public.council_terms (
  id          uuid primary key default gen_random_uuid(),
  council_id  uuid not null,
  space_id    uuid not null,
  visibility  public.space_visibility not null,
  holder_id   uuid not null,
  election_id uuid not null,
  starts_at   timestamptz not null,
  ends_at     timestamptz not null,
  ended_at    timestamptz,
  ended_as    public.term_end,

  -- Seated twice is seated once.
  constraint council_terms_election_id_holder_id_key unique (election_id, holder_id),
  constraint council_terms_council_id_fkey foreign key (council_id)
    references public.councils on delete restrict,
  constraint council_terms_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint council_terms_holder_id_fkey foreign key (holder_id)
    references public.contextual_identities on delete restrict,
  constraint council_terms_election_id_fkey foreign key (election_id)
    references public.proposals on delete restrict,
  constraint council_terms_ends_after_start check (ends_at > starts_at),
  constraint council_terms_ended_whole check (num_nulls(ended_at, ended_as) in (0, 2))
);
comment on table public.council_terms is
  'Who holds a seat, from when to when. While ended_at is null it is held, or will be from starts_at '
  'on.';
comment on column public.council_terms.visibility is
  'The space''s, copied here so that no policy needs a join.';
comment on column public.council_terms.holder_id is
  'As whom they appeared when they stood; the seat stays theirs under any name.';
comment on column public.council_terms.election_id is 'The proposal that was the election.';
comment on column public.council_terms.ended_at is 'When it ended, early or not.';

create index council_terms_council_id_idx on public.council_terms (council_id, starts_at desc);
create index council_terms_held_idx on public.council_terms (ends_at) where ended_at is null;
create index council_terms_holder_id_idx on public.council_terms (holder_id);
create index council_terms_space_id_idx on public.council_terms (space_id);

alter table public.proposals add column council_id uuid, add column recalls_id uuid;
alter table public.proposals
  add constraint proposals_council_id_fkey foreign key (council_id)
    references public.councils on delete restrict,
  add constraint proposals_recalls_id_fkey foreign key (recalls_id)
    references public.council_terms on delete restrict,
  add constraint proposals_council_kind_names_council check (
    case kind when 'council' then status = 'draft' or council_id is not null
      else council_id is null end
  ),
  add constraint proposals_recalls_of_a_council check (recalls_id is null or council_id is not null);
comment on column public.proposals.council_id is 'Of kind council: whose seats it is about.';
comment on column public.proposals.recalls_id is
  'The term that it would end. Null, of kind council: an election.';

create index proposals_recalls_id_idx on public.proposals (recalls_id);
create index proposals_council_id_idx on public.proposals (council_id, created_at desc)
  where council_id is not null;

create table public.council_candidacies (
  proposal_id  uuid not null,
  candidate_id uuid not null,
  space_id     uuid not null,
  visibility   public.space_visibility not null,
  statement    text not null,
  option_id    uuid,

  primary key (proposal_id, candidate_id),
  constraint council_candidacies_proposal_id_fkey foreign key (proposal_id)
    references public.proposals on delete restrict,
  constraint council_candidacies_candidate_id_fkey foreign key (candidate_id)
    references public.contextual_identities on delete restrict,
  constraint council_candidacies_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint council_candidacies_option_id_fkey foreign key (option_id)
    references public.poll_options on delete set null,
  constraint council_candidacies_statement_1_to_5000 check (
    btrim(statement) <> '' and char_length(statement) <= 5000
  )
);
comment on table public.council_candidacies is
  'Who stands in an election, by their own word only.';
comment on column public.council_candidacies.candidate_id is 'As whom they appear in the space.';
comment on column public.council_candidacies.visibility is
  'The space''s, copied here so that no policy needs a join.';
comment on column public.council_candidacies.option_id is
  'Which of the poll''s options they are, once it is open. Its label is a number: a name on a ballot '
  'could never be taken back.';

create index council_candidacies_candidate_id_idx on public.council_candidacies (candidate_id);
create index council_candidacies_space_id_idx on public.council_candidacies (space_id);
create index council_candidacies_option_id_idx on public.council_candidacies (option_id);

create function private.share_visibility_with_councils()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.councils c set visibility = new.visibility where c.space_id = new.id;
  update public.council_terms t set visibility = new.visibility where t.space_id = new.id;
  update public.council_candidacies c set visibility = new.visibility where c.space_id = new.id;
  return null;
end;
$$;
comment on function private.share_visibility_with_councils is
  'A space''s councils change visibility with it.';

create function private.council_openings(council public.councils)
returns setof timestamptz
language sql stable security definer set search_path = ''
begin atomic
  with held as (
    select t.starts_at, t.ends_at, t.starts_at <= now() as is_seated,
      t.ends_at > now() + least(60, council.term_days / 2) * interval '1 day' as is_taken
    from public.council_terms t
    where t.council_id = council.id and t.ended_at is null
  ),
  total as (
    select count(*) filter (where h.is_seated) as seated,
      count(*) filter (where not h.is_seated) as to_come,
      count(*) filter (where h.is_taken) as taken
    from held h
  ),
  ending as (
    select h.ends_at, row_number() over (order by h.ends_at) as place
    from held h
    where h.is_seated and not h.is_taken
  ),
  openings as (
    select now() as starts_at from total t, generate_series(1, council.seats - t.seated)
    union all
    -- Who comes next follows those who leave first.
    select e.ends_at from ending e, total t where e.place > t.to_come
  )
  select o.starts_at
  from openings o
  order by o.starts_at
  limit (select greatest(council.seats - t.taken, 0) from total t);
end;
comment on function private.council_openings is
  'When the seats that an election fills become free: those that are, and those whose terms end '
  'within 60 days, or half a term where that is less.';

create function private.terms_in_row(council public.councils, person uuid)
returns bigint
language sql stable security definer set search_path = ''
begin atomic
  with held as (
    select t.starts_at,
      lead(t.starts_at, 1, now()) over (order by t.starts_at) - coalesce(t.ended_at, t.ends_at)
        >= council.term_days * interval '1 day' as is_before_break
    from public.council_terms t
    join private.identity_owners o on o.identity_id = t.holder_id
    where t.council_id = council.id and o.profile_id = person
  )
  select count(*)
  from held h
  where h.starts_at > coalesce(
    (select max(b.starts_at) from held b where b.is_before_break), '-infinity');
end;
comment on function private.terms_in_row is
  'How many terms a person held there without a break, the present one included, under any name.';

create function private.guard_council_proposal()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  council public.councils;
begin
  if new.status = 'enacted' then
    if (select auth.uid()) is not null then
      perform private.fail(409, 'enacted_by_clock', 'Seats change hands by the clock.');
    end if;
    return new;
  elsif old.status not in ('draft', 'lapsed') or new.status <> 'deliberation' then
    return new;
  end if;

  -- One at a time, so that of two elections the second sees the first.
  select c.* into council
  from public.councils c
  where c.id = new.council_id
  for no key update;
  if council.dissolved_at is not null then
    perform private.fail(409, 'council_dissolved', 'This council is dissolved.');
  elsif new.recalls_id is not null then
    if exists (select from public.council_terms t
      where t.id = new.recalls_id and t.ended_at is not null)
    then
      perform private.fail(409, 'term_ended', 'This term is over.');
    end if;
  elsif exists (
    select from public.proposals p
    where p.council_id = council.id and p.recalls_id is null and p.id <> new.id
      and p.status in ('deliberation', 'voting', 'accepted')
  ) then
    perform private.fail(409, 'election_under_way', 'Its seats are being filled already.');
  elsif not exists (select from private.council_openings(council)) then
    perform private.fail(409, 'no_seat_open', 'No seat is free, nor will be within 60 days.');
  end if;
  return new;
end;
$$;
comment on function private.guard_council_proposal is
  'What an election or a recall needs before it is talked over; and nobody but the clock enacts it. '
  'Errors: 409 council_dissolved, 409 term_ended, 409 election_under_way, 409 no_seat_open, '
  '409 enacted_by_clock.';

create function private.candidacies(person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(jsonb_agg(to_jsonb(c) order by c.proposal_id), '[]')
  from public.council_candidacies c
  join private.identity_owners o on o.identity_id = c.candidate_id
  where o.profile_id = person;
end;
comment on function private.candidacies is 'For the export: elections a person stood in.';

create function private.held_terms(person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(jsonb_agg(to_jsonb(t) order by t.starts_at, t.id), '[]')
  from public.council_terms t
  join private.identity_owners o on o.identity_id = t.holder_id
  where o.profile_id = person;
end;
comment on function private.held_terms is 'For the export: seats a person holds or held.';

create function private.forget_candidacies(person uuid)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  delete from public.council_candidacies c
  using private.identity_owners o, public.proposals p
  where o.profile_id = person and c.candidate_id = o.identity_id and p.id = c.proposal_id
    and p.status in ('deliberation', 'lapsed', 'withdrawn');
end;
comment on function private.forget_candidacies is
  'An erased person stands in no election that was not voted on.';

create trigger proposals_before_update_guard_council
  before update of status on public.proposals
  for each row when (new.kind = 'council' and new.status <> old.status)
  execute function private.guard_council_proposal();
create trigger spaces_after_update_share_visibility_with_councils
  after update of visibility on public.spaces
  for each row when (new.visibility <> old.visibility)
  execute function private.share_visibility_with_councils();

revoke execute on function
  private.share_visibility_with_councils, private.council_openings, private.terms_in_row,
  private.guard_council_proposal, private.candidacies, private.held_terms,
  private.forget_candidacies
from public;

select private.declares_permission('councils.create', 'organizer',
  'Found councils, and dissolve those in which nobody sits.');
select private.declares_permission('candidacies.create', 'member', 'Stand for a council.');

select private.exports_with('candidacies');
select private.exports_with('held_terms');
select private.erases_with('forget_candidacies');
