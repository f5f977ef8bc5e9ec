-- What somebody wants a space to do, from a draft to what came of it. People talk it over for a set
-- time, enough of them have to stand behind the text as it is, and then all of them decide: the
-- vote comes with the polls, which know of proposals and not the other way round.
create type public.proposal_kind as enum ('quest', 'funding', 'governance', 'council');
create type public.proposal_status as enum (
  'draft', 'deliberation', 'lapsed', 'voting', 'accepted', 'rejected', 'withdrawn', 'enacted'
);
comment on type public.proposal_kind is
  'quest: to do something together; funding: to pay for something; governance: to change how the '
  'space is run; council: to give people a task for a time.';
comment on type public.proposal_status is
  'The stages of a proposal''s life; see private.proposal_transitions.';

create table private.proposal_transitions (
  from_status public.proposal_status,
  to_status   public.proposal_status,

  primary key (from_status, to_status)
);
comment on table private.proposal_transitions is
  'The life of a proposal: every step that it may take.';

-- What too few stand behind lapses, and may be tried again. A poll that is called off sends its
-- proposal back; one that is counted again may turn its outcome.
insert into private.proposal_transitions (from_status, to_status) values
  ('draft', 'deliberation'),
  ('deliberation', 'voting'), ('deliberation', 'lapsed'), ('deliberation', 'withdrawn'),
  ('lapsed', 'deliberation'), ('lapsed', 'withdrawn'),
  ('voting', 'accepted'), ('voting', 'rejected'), ('voting', 'deliberation'),
  ('accepted', 'rejected'), ('rejected', 'accepted'),
  ('accepted', 'enacted');

alter table public.spaces add constraint spaces_settings_proposals_fit check (
  settings -> 'proposals' is null
  or coalesce(
    jsonb_typeof(settings -> 'proposals') = 'object'
      and coalesce(settings -> 'proposals' ->> 'seconds_needed', '0') ~ '^(0|[1-9][0-9]{0,2})$'
      and coalesce(jsonb_typeof(settings -> 'proposals' -> 'seconds_needed'), 'number') = 'number'
      and case jsonb_typeof(settings -> 'proposals' -> 'templates')
        when 'object' then
          (settings #> '{proposals,templates}') - '{quest,funding,governance,council}'::text[] = '{}'
            and not jsonb_path_exists(settings,
              'strict $.proposals.templates.* ? (@.type() != "string"
                || !(@ like_regex "^[a-z][a-z0-9_]{1,40}$"))')
        else settings #> '{proposals,templates}' is null
      end,
    false
  )
);

create table public.proposals (
  id                uuid primary key default gen_random_uuid(),
  space_id          uuid not null,
  visibility        public.space_visibility not null,
  author_id         uuid not null,
  kind              public.proposal_kind not null,
  is_constitutional boolean not null default false,
  title             text not null,
  body              text not null,
  stake             bigint not null default 0,
  status            public.proposal_status not null default 'draft',
  revision          smallint not null default 0,
  submissions       smallint not null default 0,
  template          text,
  voting_days       smallint,
  quorum_bps        integer,
  threshold_bps     integer,
  seconds_needed    smallint,
  deliberates_until timestamptz,
  submitted_at      timestamptz,
  ended_at          timestamptz,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),

  constraint proposals_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint proposals_author_id_fkey foreign key (author_id)
    references public.contextual_identities on delete restrict,
  constraint proposals_constitutional_is_governance check (
    not is_constitutional or kind = 'governance'
  ),
  constraint proposals_title_1_to_200 check (btrim(title) <> '' and char_length(title) <= 200),
  constraint proposals_title_one_line check (title !~ '[[:cntrl:]]'),
  constraint proposals_body_1_to_20000 check (btrim(body) <> '' and char_length(body) <= 20000),
  constraint proposals_stake_not_negative check (stake >= 0),
  constraint proposals_revision_0_to_100 check (revision between 0 and 100),
  constraint proposals_submissions_at_most_3 check (submissions between 0 and 3),
  constraint proposals_seconds_needed_0_to_999 check (seconds_needed between 0 and 999),
  constraint proposals_submitted_whole check (
    case status
      when 'draft' then
        revision + submissions = 0
          and num_nonnulls(template, voting_days, quorum_bps, threshold_bps, seconds_needed,
            deliberates_until, submitted_at) = 0
      else
        least(revision, submissions) > 0
          and num_nulls(template, voting_days, quorum_bps, threshold_bps, seconds_needed,
            deliberates_until, submitted_at) = 0
    end
  ),
  constraint proposals_ended_has_its_date check (
    (ended_at is not null)
      = (status in ('lapsed', 'accepted', 'rejected', 'withdrawn', 'enacted'))
  )
);
comment on table public.proposals is
  'What somebody wants a space to do. Drafts are their author''s alone.';
comment on column public.proposals.visibility is
  'The space''s, copied here so that no policy needs a join.';
comment on column public.proposals.author_id is 'As whom its author appears in the space.';
comment on column public.proposals.is_constitutional is
  'Changes the rules by which the rules are made, and so follows the template constitutional.';
comment on column public.proposals.template is
  'The governance_templates.code that says what it takes: the space''s choice for the kind, else '
  'standard. The figures beside it are the template''s when this was submitted.';
comment on column public.proposals.stake is 'Held until the outcome, minor units; 0: none.';
comment on column public.proposals.revision is
  '0: a draft; from 1: which of proposal_revisions this is.';
comment on column public.proposals.submissions is
  'How often it was submitted: what lapsed may be submitted again, three times in all.';
comment on column public.proposals.seconds_needed is
  'Of others, before the vote; as the space had it when this was submitted.';
comment on column public.proposals.deliberates_until is
  'Then the vote, or, with too few seconds, the end. A revision moves it to three days from then, '
  'if that is later.';
comment on column public.proposals.ended_at is 'When its outcome, the last one, was known.';

create index proposals_space_id_idx on public.proposals (space_id, created_at desc, id desc);
create index proposals_created_at_idx on public.proposals (created_at desc, id desc)
  where visibility = 'public' and status <> 'draft';
create index proposals_author_id_idx on public.proposals (author_id, created_at desc);
create index proposals_deliberates_until_idx on public.proposals (deliberates_until)
  where status = 'deliberation';

-- A text that was shown once is never taken back: what people said of it has to stay readable.
create table public.proposal_revisions (
  proposal_id uuid not null,
  number      smallint not null,
  space_id    uuid not null,
  visibility  public.space_visibility not null,
  author_id   uuid not null,
  title       text not null,
  body        text not null,
  revised_at  timestamptz not null default clock_timestamp(),

  primary key (proposal_id, number),
  constraint proposal_revisions_proposal_id_fkey foreign key (proposal_id)
    references public.proposals on delete restrict,
  constraint proposal_revisions_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint proposal_revisions_author_id_fkey foreign key (author_id)
    references public.contextual_identities on delete restrict,
  constraint proposal_revisions_number_1_to_100 check (number between 1 and 100)
);
comment on table public.proposal_revisions is
  'Every text of a proposal since it was submitted, the present one included. Append-only.';
comment on column public.proposal_revisions.visibility is
  'The space''s, copied here so that no policy needs a join.';
comment on column public.proposal_revisions.author_id is
  'Whose words they are: the proposal''s author''s, or those of whoever moved the amendment.';

create index proposal_revisions_space_id_idx on public.proposal_revisions (space_id);
create index proposal_revisions_author_id_idx on public.proposal_revisions (author_id);

create table public.proposal_seconds (
  proposal_id uuid not null,
  author_id   uuid not null,
  space_id    uuid not null,
  visibility  public.space_visibility not null,
  seconded_at timestamptz not null default clock_timestamp(),

  primary key (proposal_id, author_id),
  constraint proposal_seconds_proposal_id_fkey foreign key (proposal_id)
    references public.proposals on delete restrict,
  constraint proposal_seconds_author_id_fkey foreign key (author_id)
    references public.contextual_identities on delete restrict,
  constraint proposal_seconds_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict
);
comment on table public.proposal_seconds is
  'Who wants the space to vote on the text as it is. A revision takes them off: they stood behind '
  'another text.';
comment on column public.proposal_seconds.author_id is 'As whom they appear in the space.';
comment on column public.proposal_seconds.visibility is
  'The space''s, copied here so that no policy needs a join.';

create index proposal_seconds_author_id_idx
  on public.proposal_seconds (author_id, seconded_at desc);
create index proposal_seconds_space_id_idx on public.proposal_seconds (space_id);

create function private.share_visibility_with_proposals()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.proposals p set visibility = new.visibility where p.space_id = new.id;
  update public.proposal_revisions r set visibility = new.visibility where r.space_id = new.id;
  update public.proposal_seconds s set visibility = new.visibility where s.space_id = new.id;
  return null;
end;
$$;
comment on function private.share_visibility_with_proposals is
  'A space''s proposals change visibility with it.';

create function private.guard_proposal()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if new.status <> old.status and not exists (
    select from private.proposal_transitions t
    where t.from_status = old.status and t.to_status = new.status
  ) then
    perform private.fail(409, 'invalid_transition',
      format('A proposal that is %s cannot become %s.', old.status, new.status));
  elsif (new.title, new.body) is distinct from (old.title, old.body)
    and old.status not in ('draft', 'deliberation', 'lapsed')
  then
    perform private.fail(409, 'proposal_frozen', 'What is voted on is not changed any more.');
  end if;
  return new;
end;
$$;
comment on function private.guard_proposal is
  'Holds a proposal to its life. Errors: 409 invalid_transition, 409 proposal_frozen.';

create function private.authored_proposals(person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(
    jsonb_agg(
      to_jsonb(p) || jsonb_build_object('revisions', (
        select coalesce(jsonb_agg(to_jsonb(r) order by r.number), '[]')
        from public.proposal_revisions r
        where r.proposal_id = p.id
      ))
      order by p.id
    ),
    '[]'
  )
  from public.proposals p
  join private.identity_owners o on o.identity_id = p.author_id
  where o.profile_id = person;
end;
comment on function private.authored_proposals is
  'For the export: proposals a person wrote, with every text.';

create function private.seconded_proposals(person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(jsonb_agg(to_jsonb(s) order by s.proposal_id), '[]')
  from public.proposal_seconds s
  join private.identity_owners o on o.identity_id = s.author_id
  where o.profile_id = person;
end;
comment on function private.seconded_proposals is
  'For the export: proposals a person stands behind.';

create function private.forget_proposal_drafts(person uuid)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  delete from public.proposals p
  using private.identity_owners o
  where o.profile_id = person and p.author_id = o.identity_id and p.status = 'draft';
end;
comment on function private.forget_proposal_drafts is
  'Deletes what an erased person had shown to nobody.';

create trigger proposals_before_update_guard
  before update on public.proposals
  for each row execute function private.guard_proposal();
create trigger proposals_before_update_set_updated_at
  before update on public.proposals
  for each row execute function extensions.moddatetime(updated_at);
create trigger proposal_revisions_before_change_refuse
  before delete or update of proposal_id, number, space_id, author_id, title, body, revised_at
  on public.proposal_revisions
  for each row execute function private.refuse_change();
create trigger spaces_after_update_share_visibility_with_proposals
  after update of visibility on public.spaces
  for each row when (new.visibility <> old.visibility)
  execute function private.share_visibility_with_proposals();

revoke execute on function
  private.share_visibility_with_proposals, private.guard_proposal, private.authored_proposals,
  private.seconded_proposals, private.forget_proposal_drafts
from public;

select private.declares_permission('proposals.create', 'member', 'Propose something.');
select private.declares_permission('proposal_seconds.create', 'member',
  'Stand behind somebody''s proposal.');
select private.declares_permission('proposals.approve', 'organizer',
  'Put proposals to the vote; say that an accepted one is done.');

select private.exports_with('authored_proposals');
select private.exports_with('seconded_proposals');
select private.erases_with('forget_proposal_drafts');
