-- What others would change about a proposal: the whole text as they would have it, and why. Its
-- author takes it over or says why not. A change is to the text as it was read; when that moves on,
-- the amendment is stale until whoever moved it looks again.
create type public.amendment_status as enum (
  'open', 'stale', 'accepted', 'declined', 'withdrawn'
);
comment on type public.amendment_status is
  'open: waits for the author; stale: the proposal''s text has changed since; accepted: is a '
  'revision now; declined: the author said why not; withdrawn: by whoever moved it.';

create table private.amendment_transitions (
  from_status public.amendment_status,
  to_status   public.amendment_status,

  primary key (from_status, to_status)
);
comment on table private.amendment_transitions is
  'The life of an amendment: every step that it may take.';

insert into private.amendment_transitions (from_status, to_status) values
  ('open', 'stale'), ('open', 'accepted'), ('open', 'declined'), ('open', 'withdrawn'),
  ('stale', 'open'), ('stale', 'declined'), ('stale', 'withdrawn');

create table public.amendments (
  id              uuid primary key default gen_random_uuid(),
  proposal_id     uuid not null,
  space_id        uuid not null,
  visibility      public.space_visibility not null,
  author_id       uuid not null,
  base_revision   smallint not null,
  revision        smallint not null default 1,
  title           text not null,
  body            text not null,
  reason          text not null,
  status          public.amendment_status not null default 'open',
  answer          text,
  answered_at     timestamptz,
  became_revision smallint,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),

  constraint amendments_proposal_id_fkey foreign key (proposal_id)
    references public.proposals on delete restrict,
  constraint amendments_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint amendments_author_id_fkey foreign key (author_id)
    references public.contextual_identities on delete restrict,
  constraint amendments_proposal_id_base_revision_fkey foreign key (proposal_id, base_revision)
    references public.proposal_revisions on delete restrict,
  -- Deferred: it is accepted, and no more open, when the text comes that makes the open ones stale.
  constraint amendments_proposal_id_became_revision_fkey
    foreign key (proposal_id, became_revision)
    references public.proposal_revisions on delete restrict deferrable initially deferred,
  constraint amendments_revision_1_to_20 check (revision between 1 and 20),
  constraint amendments_title_1_to_200 check (btrim(title) <> '' and char_length(title) <= 200),
  constraint amendments_title_one_line check (title !~ '[[:cntrl:]]'),
  constraint amendments_body_1_to_20000 check (btrim(body) <> '' and char_length(body) <= 20000),
  constraint amendments_reason_1_to_2000 check (
    btrim(reason) <> '' and char_length(reason) <= 2000
  ),
  constraint amendments_answer_1_to_2000 check (
    btrim(answer) <> '' and char_length(answer) <= 2000
  ),
  constraint amendments_answered_whole check (
    case status
      when 'accepted' then answered_at is not null and became_revision > base_revision
      when 'declined' then num_nulls(answered_at, answer) = 0 and became_revision is null
      else num_nonnulls(answered_at, answer, became_revision) = 0
    end
  )
);
comment on table public.amendments is
  'Texts that others would give a proposal. Written by commands only.';
comment on column public.amendments.visibility is
  'The space''s, copied here so that no policy needs a join.';
comment on column public.amendments.author_id is 'As whom whoever moved it appears in the space.';
comment on column public.amendments.base_revision is
  'Which text of the proposal it changes; accepted only while that is the present one.';
comment on column public.amendments.revision is
  'Counts its own texts: what is seconded and accepted is the one that was read.';
comment on column public.amendments.reason is 'Why, in the words of whoever moved it.';
comment on column public.amendments.answer is 'What the proposal''s author said to it.';
comment on column public.amendments.became_revision is
  'Which of proposal_revisions it is, once accepted.';

create index amendments_proposal_id_idx
  on public.amendments (proposal_id, created_at desc, id desc);
create index amendments_proposal_id_base_revision_idx
  on public.amendments (proposal_id, base_revision);
create index amendments_proposal_id_became_revision_idx
  on public.amendments (proposal_id, became_revision);
create index amendments_author_id_idx on public.amendments (author_id, created_at desc);
create index amendments_space_id_idx on public.amendments (space_id);

create table public.amendment_seconds (
  amendment_id uuid not null,
  author_id    uuid not null,
  space_id     uuid not null,
  visibility   public.space_visibility not null,
  seconded_at  timestamptz not null default clock_timestamp(),

  primary key (amendment_id, author_id),
  constraint amendment_seconds_amendment_id_fkey foreign key (amendment_id)
    references public.amendments on delete restrict,
  constraint amendment_seconds_author_id_fkey foreign key (author_id)
    references public.contextual_identities on delete restrict,
  constraint amendment_seconds_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict
);
comment on table public.amendment_seconds is
  'Who would have an amendment accepted as it is. They tell the author what others think; the author '
  'decides.';
comment on column public.amendment_seconds.author_id is 'As whom they appear in the space.';
comment on column public.amendment_seconds.visibility is
  'The space''s, copied here so that no policy needs a join.';

create index amendment_seconds_author_id_idx
  on public.amendment_seconds (author_id, seconded_at desc);
create index amendment_seconds_space_id_idx on public.amendment_seconds (space_id);

create function private.share_visibility_with_amendments()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.amendments a set visibility = new.visibility where a.space_id = new.id;
  update public.amendment_seconds s set visibility = new.visibility where s.space_id = new.id;
  return null;
end;
$$;
comment on function private.share_visibility_with_amendments is
  'A space''s amendments change visibility with it.';

create function private.guard_amendment()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if new.status <> old.status and not exists (
    select from private.amendment_transitions t
    where t.from_status = old.status and t.to_status = new.status
  ) then
    perform private.fail(409, 'invalid_transition',
      format('An amendment that is %s cannot become %s.', old.status, new.status));
  elsif (new.title, new.body, new.reason) is distinct from (old.title, old.body, old.reason)
    and old.status not in ('open', 'stale')
  then
    perform private.fail(409, 'amendment_frozen', 'What was answered is not changed any more.');
  end if;
  return new;
end;
$$;
comment on function private.guard_amendment is
  'Holds an amendment to its life. Errors: 409 invalid_transition, 409 amendment_frozen.';

create function private.outdate_amendments()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.amendments a
  set status = 'stale'
  where a.proposal_id = new.proposal_id and a.status = 'open' and a.base_revision < new.number;
  return null;
end;
$$;
comment on function private.outdate_amendments is
  'A new text makes amendments of the former one stale.';

create function private.moved_amendments(person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(jsonb_agg(to_jsonb(a) - 'answer' order by a.id), '[]')
  from public.amendments a
  join private.identity_owners o on o.identity_id = a.author_id
  where o.profile_id = person;
end;
comment on function private.moved_amendments is
  'For the export: amendments a person moved, without what others answered.';

create function private.answered_amendments(person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(
    jsonb_agg(
      jsonb_build_object('amendment_id', a.id, 'answer', a.answer, 'answered_at', a.answered_at)
      order by a.id
    ),
    '[]'
  )
  from public.amendments a
  join public.proposals p on p.id = a.proposal_id
  join private.identity_owners o on o.identity_id = p.author_id
  where o.profile_id = person and a.answered_at is not null;
end;
comment on function private.answered_amendments is
  'For the export: what a person answered to amendments of their proposals.';

create function private.seconded_amendments(person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(jsonb_agg(to_jsonb(s) order by s.amendment_id), '[]')
  from public.amendment_seconds s
  join private.identity_owners o on o.identity_id = s.author_id
  where o.profile_id = person;
end;
comment on function private.seconded_amendments is
  'For the export: amendments a person would have accepted.';

create trigger amendments_before_update_guard
  before update on public.amendments
  for each row execute function private.guard_amendment();
create trigger amendments_before_update_set_updated_at
  before update on public.amendments
  for each row execute function extensions.moddatetime(updated_at);
create trigger proposal_revisions_after_insert_outdate_amendments
  after insert on public.proposal_revisions
  for each row execute function private.outdate_amendments();
create trigger spaces_after_update_share_visibility_with_amendments
  after update of visibility on public.spaces
  for each row when (new.visibility <> old.visibility)
  execute function private.share_visibility_with_amendments();

revoke execute on function
  private.share_visibility_with_amendments, private.guard_amendment, private.outdate_amendments,
  private.moved_amendments, private.answered_amendments, private.seconded_amendments
from public;

select private.declares_permission('amendments.create', 'member',
  'Propose another text for somebody''s proposal.');

select private.exports_with('moved_amendments');
select private.exports_with('answered_amendments');
select private.exports_with('seconded_amendments');
