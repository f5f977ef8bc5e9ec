-- How a community decides. A ballot is what a person chose, exactly as chosen. What a choice weighs
-- belongs to readings: computed after the close from ballots, a declared lens and expertise as it
-- stood when the poll opened, and never written back to a ballot.
create type public.poll_status as enum (
  'draft', 'scheduled', 'open', 'closed', 'tallied', 'published', 'contested', 'cancelled'
);
create type public.poll_secrecy as enum ('public', 'pseudonymous', 'secret');
create type public.reading_status as enum ('current', 'superseded', 'invalidated');
comment on type public.poll_status is 'The stages of a poll''s life; see private.poll_transitions.';
comment on type public.poll_secrecy is
  'Ballots shown once published. public: with names; pseudonymous: by tag; secret: none.';
comment on type public.reading_status is
  'current: the one that counts; superseded: counted again; invalidated: found wrong.';
create table private.poll_transitions (
  from_status public.poll_status,
  to_status   public.poll_status,

  primary key (from_status, to_status)
);
comment on table private.poll_transitions is 'The life of a poll: every step that it may take.';

insert into private.poll_transitions (from_status, to_status) values
  ('draft', 'scheduled'), ('draft', 'open'), ('draft', 'cancelled'),
  ('scheduled', 'open'), ('scheduled', 'cancelled'),
  ('open', 'closed'), ('open', 'cancelled'),
  ('closed', 'tallied'),
  ('tallied', 'published'),
  ('published', 'contested'),
  ('contested', 'tallied'), ('contested', 'published');

create table public.polls (
  id             uuid primary key default gen_random_uuid(),
  space_id       uuid not null,
  visibility     public.space_visibility not null,
  author_id      uuid not null,
  title          text not null,
  description    text not null default '',
  modality       text not null,
  parameters     jsonb not null default '{}',
  seats          smallint not null default 1,
  lens           public.poll_lens not null default 'equal',
  relevance      jsonb not null default '{}',
  lens_settings  jsonb not null default '{}',
  compared_lenses jsonb not null default '[]',
  minimum_role   public.space_role not null default 'member',
  eligibility    jsonb not null default '{"member_days": 0}',
  secrecy        public.poll_secrecy not null default 'pseudonymous',
  revisable      boolean not null default true,
  live_results   boolean not null default false,
  quorum_bps     integer not null default 3300,
  threshold_bps  integer not null default 5100,
  strong_consensus_bps integer not null default 7500,
  voting_days    smallint not null default 7,
  target_type    text,
  target_id      uuid,
  import_source  text,
  import_electorate integer,
  status         public.poll_status not null default 'draft',
  opens_at       timestamptz,
  closes_at      timestamptz,
  option_count   smallint,
  frozen_lens    jsonb,
  tie_seed       text,
  joined_before  timestamptz,
  further_rules  text[] not null default '{}',
  expert_cuts    jsonb,
  eligible_count integer,
  opened_at      timestamptz,
  closed_at      timestamptz,
  tallied_at     timestamptz,
  published_at   timestamptz,
  cancelled_at   timestamptz,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),

  constraint polls_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint polls_author_id_fkey foreign key (author_id)
    references public.contextual_identities on delete restrict,
  constraint polls_modality_fkey foreign key (modality)
    references public.vote_modalities on delete restrict,
  constraint polls_title_1_to_200 check (btrim(title) <> '' and char_length(title) <= 200),
  constraint polls_title_one_line check (title !~ '[[:cntrl:]]'),
  constraint polls_description_at_most_20000 check (char_length(description) <= 20000),
  constraint polls_parameters_is_object check (jsonb_typeof(parameters) = 'object'),
  constraint polls_parameters_at_most_4_kb check (octet_length(parameters::text) <= 4096),
  constraint polls_seats_1_to_100 check (seats between 1 and 100),
  -- A check cannot look into other rows: what these speak of is looked up as the poll opens.
  constraint polls_lens_fits check (
    private.fits_lens(private.declared_lens(lens, relevance, lens_settings))
  ),
  constraint polls_relevance_at_most_1_kb check (octet_length(relevance::text) <= 1024),
  constraint polls_lens_settings_is_object check (jsonb_typeof(lens_settings) = 'object'),
  constraint polls_lens_settings_at_most_4_kb check (octet_length(lens_settings::text) <= 4096),
  constraint polls_compared_lenses_are_lenses check (private.are_compared_lenses(compared_lenses)),
  constraint polls_compared_lenses_at_most_16_kb check (
    octet_length(compared_lenses::text) <= 16384
  ),
  constraint polls_eligibility_at_most_1_kb check (octet_length(eligibility::text) <= 1024),
  constraint polls_secret_shows_no_live_results check (secrecy <> 'secret' or not live_results),
  constraint polls_quorum_bps_0_to_10000 check (quorum_bps between 0 and 10000),
  constraint polls_threshold_bps_1_to_10000 check (threshold_bps between 1 and 10000),
  constraint polls_strong_consensus_bps_1_to_10000 check (
    strong_consensus_bps between 1 and 10000
  ),
  constraint polls_voting_days_1_to_365 check (voting_days between 1 and 365),
  constraint polls_target_whole check (num_nulls(target_type, target_id) in (0, 2)),
  constraint polls_target_type_format check (target_type ~ '^[a-z][a-z_]{1,62}$'),
  constraint polls_import_source_1_to_500 check (
    btrim(import_source) <> '' and char_length(import_source) <= 500
  ),
  constraint polls_import_source_one_line check (import_source !~ '[[:cntrl:]]'),
  constraint polls_import_electorate_not_negative check (import_electorate >= 0),
  constraint polls_import_whole check (num_nulls(import_source, import_electorate) in (0, 2)),
  constraint polls_opens_before_closes check (opens_at < closes_at),
  constraint polls_frozen_when_opened check (
    num_nulls(opened_at, option_count, frozen_lens, tie_seed) in (0, 4)
  ),
  constraint polls_status_has_its_date check (
    case status
      when 'draft' then opened_at is null
      when 'scheduled' then opened_at is null and opens_at is not null
      when 'open' then opened_at is not null and closes_at is not null and closed_at is null
      when 'closed' then closed_at is not null and eligible_count is not null
      when 'tallied' then tallied_at is not null
      when 'cancelled' then cancelled_at is not null
      else published_at is not null
    end
  )
);
comment on table public.polls is 'One question put to a space, from draft to published result.';
comment on column public.polls.visibility is
  'The space''s, copied here so that no policy needs a join.';
comment on column public.polls.author_id is 'As whom its author appears in the space.';
comment on column public.polls.parameters is 'Of the modality; opening adds the defaults.';
comment on column public.polls.seats is 'How many options are to be elected.';
comment on column public.polls.relevance is
  'What each domain matters, {code: micro-units}, summing to 1_000_000; for delegated, or none.';
comment on column public.polls.lens_settings is 'What else the lens asks for, by its kind.';
comment on column public.polls.compared_lenses is
  'Up to three further lenses to read the ballots by, [{"kind": …, …}]. Declared before '
  'anybody votes: lenses made up afterwards could take a total apart into ballots.';
comment on column public.polls.eligibility is
  'What voters have to meet, {rule: what it asks}, of the eligibility_rules. By default they joined '
  'before the poll opened.';
comment on column public.polls.live_results is
  'Does live_result() show how it stands while it is open? Otherwise nothing does.';
comment on column public.polls.quorum_bps is 'Share of the eligible who must vote, basis points.';
comment on column public.polls.threshold_bps is 'Share needed to pass, basis points.';
comment on column public.polls.strong_consensus_bps is
  'Share of agreement from which a reading says strong consensus, basis points.';
comment on column public.polls.voting_days is 'From opening to closing, where closes_at is null.';
comment on column public.polls.import_source is
  'Where its votes were cast, if not here; then nobody votes in it and every reading says so.';
comment on column public.polls.import_electorate is 'How many could vote there.';
comment on column public.polls.opens_at is 'Planned; opened_at is when it happened.';
comment on column public.polls.closes_at is 'No ballot after this. Null: voting_days after opening.';
comment on column public.polls.frozen_lens is 'The lens, as it was when the poll opened.';
comment on column public.polls.tie_seed is
  'Breaks what ties the method leaves: SHA-256 over poll and option ids, known before any vote.';
comment on column public.polls.joined_before is
  'What its eligibility made of joining when it opened. Null: whoever is a member.';
comment on column public.polls.further_rules is
  'The other rules that it asks, once it opened; who meets them was settled then.';
comment on column public.polls.expert_cuts is
  'By domain of its lenses, the score above which a voter is an expert, as it was when the poll '
  'opened, {code: micro-units}. A domain that few know has none. Null: no lens asks.';
comment on column public.polls.eligible_count is 'People who could vote, counted at the close.';

-- An enum is never compared inside an index under row level security; a partial index is chosen.
create index polls_space_id_idx on public.polls (space_id, created_at desc);
create index polls_created_at_idx on public.polls (created_at desc, id desc)
  where visibility = 'public' and status <> 'draft';
create index polls_closes_at_idx on public.polls (closes_at) where status = 'open';
create index polls_opens_at_idx on public.polls (opens_at) where status = 'scheduled';
create index polls_author_id_idx on public.polls (author_id);
create index polls_drafts_idx on public.polls (author_id, created_at desc) where status = 'draft';
create index polls_modality_idx on public.polls (modality);
create index polls_target_type_idx on public.polls (target_type, target_id)
  where target_id is not null;

-- Server only. Scores, memberships and proofs change, and whoever sees them change could tell whose
-- they are; who may vote is therefore found once.
create table private.poll_qualifications (
  poll_id    uuid not null,
  profile_id uuid not null,
  met        text[] not null,

  primary key (poll_id, profile_id),
  constraint poll_qualifications_poll_id_fkey foreign key (poll_id)
    references public.polls on delete cascade,
  constraint poll_qualifications_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade
);
comment on table private.poll_qualifications is
  'Which further rules of a poll''s eligibility a member met when it opened. Nobody who met none.';

create index poll_qualifications_profile_id_idx on private.poll_qualifications (profile_id);

-- The rule, once: for a ballot, for counting who could vote, and for whom a delegation counts.
create view private.electorate as
select p.id as poll_id, m.profile_id
from public.polls p
join public.space_members m on m.space_id = p.space_id
where m.status = 'active' and m.role >= p.minimum_role
  and (p.joined_before is null or m.joined_at < p.joined_before)
  and (p.further_rules = '{}' or exists (
    select from private.poll_qualifications q
    where q.poll_id = p.id and q.profile_id = m.profile_id and q.met @> p.further_rules
  ));
comment on view private.electorate is
  'Who may vote in a poll that has opened: by rank and membership now, by its eligibility as it was.';

create table public.poll_options (
  id          uuid primary key default gen_random_uuid(),
  poll_id     uuid not null,
  space_id    uuid not null,
  visibility  public.space_visibility not null,
  poll_status public.poll_status not null,
  position    smallint not null,
  label       text not null,
  description text not null default '',

  -- Deferrable: one statement may swap two.
  constraint poll_options_poll_id_position_key unique (poll_id, position) deferrable,
  constraint poll_options_poll_id_label_key unique (poll_id, label),
  constraint poll_options_poll_id_fkey foreign key (poll_id)
    references public.polls on delete cascade,
  constraint poll_options_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint poll_options_position_0_to_99 check (position between 0 and 99),
  constraint poll_options_label_1_to_200 check (btrim(label) <> '' and char_length(label) <= 200),
  constraint poll_options_label_one_line check (label !~ '[[:cntrl:]]'),
  constraint poll_options_description_at_most_5000 check (char_length(description) <= 5000)
);
comment on table public.poll_options is
  'What can be chosen. Opening a poll numbers its options from 0; ballots name these positions.';
comment on column public.poll_options.poll_status is
  'The poll''s, with its space_id and visibility: no policy looks a poll up per row.';

create index poll_options_space_id_idx on public.poll_options (space_id);

-- Server only. Whoever knows a poll's salt can tell whose ballot is whose.
create table private.poll_secrets (
  poll_id uuid primary key,
  salt    bytea not null default extensions.gen_random_bytes(32),

  constraint poll_secrets_poll_id_fkey foreign key (poll_id)
    references public.polls on delete cascade
);
comment on table private.poll_secrets is 'Makes voter tags of people, differently in each poll.';

-- In plpgsql, which keeps its plan: as SQL it would be planned anew for every ballot.
create function private.receipt_hash(poll_id uuid, voter_tag bytea, choice jsonb, nonce bytea)
returns bytea
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return sha256(convert_to(
    E'polity.receipt.v1\n' || poll_id || E'\n' || encode(voter_tag, 'hex') || E'\n'
      || replace(choice::text, ' ', '') || E'\n' || encode(nonce, 'hex'),
    'UTF8'
  ));
end;
$$;
comment on function private.receipt_hash is
  'SHA-256 of five lines: polity.receipt.v1, poll, voter tag, choice, nonce.';

-- No foreign key on poll_id: its check locks the poll's row for every voter, which cost a MultiXact
-- for nine ballots in ten and 15 to 30 % more WAL with 16 and 64 voters at once. What it would
-- protect holds anyway: a poll that was ever opened is never deleted.
create table public.ballots (
  poll_id    uuid not null,
  voter_tag  bytea not null,
  profile_id uuid,
  choice     jsonb not null,
  revision   integer not null default 1,
  nonce      bytea not null default extensions.gen_random_bytes(16),
  receipt    bytea not null generated always as (
    private.receipt_hash(poll_id, voter_tag, choice, nonce)
  ) stored,
  cast_at    timestamptz not null default now(),
  changed_at timestamptz not null default now(),

  primary key (poll_id, voter_tag),
  -- One ballot per person; and all ballots of a person, which is what policies ask.
  constraint ballots_profile_id_poll_id_key unique (profile_id, poll_id),
  constraint ballots_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete set null,
  constraint ballots_voter_tag_32_bytes check (octet_length(voter_tag) = 32),
  constraint ballots_nonce_16_bytes check (octet_length(nonce) = 16),
  -- The shape of any method's choice; is_valid_choice judges it by the poll's own.
  constraint ballots_choice_canonical check (
    choice::text ~
      '^("(yes|no|abstain|consent|stand_aside|object)"|[0-9]{1,2}|\[([-0-9, \[\]]|null)*\])$'
    and octet_length(choice::text) <= 4096
  )
) partition by hash (poll_id);
comment on table public.ballots is
  'The ballot that counts for each voter of a poll; older versions are in a private log. An erased '
  'person''s ballot still counts and is nobody''s.';
comment on column public.ballots.voter_tag is
  'HMAC-SHA256 of the voter under the poll''s salt: the voter, to those who may not know who.';
comment on column public.ballots.nonce is
  'Keeps others from guessing the choice from the receipt. Drawn at random, as is the place in the '
  'tree that follows: numbers in the order of casting would count other people''s ballots.';

do $$
begin
  for part in 0..7 loop
    execute format(
      'create table private.ballots_%s partition of public.ballots
         for values with (modulus 8, remainder %s)', part, part);
  end loop;
end
$$;

create table private.ballot_log (
  id        bigint generated always as identity primary key,
  poll_id   uuid not null,
  voter_tag bytea not null,
  choice    jsonb not null,
  revision  integer not null,
  nonce     bytea not null,
  receipt   bytea not null,
  cast_at   timestamptz not null,
  ended_as  text not null,
  ended_at  timestamptz not null default now(),

  constraint ballot_log_ended_as_known check (ended_as in ('changed', 'withdrawn'))
);
comment on table private.ballot_log is
  'Ballots that no longer count: changed or withdrawn. Append-only, and without names.';

create index ballot_log_poll_id_idx on private.ballot_log (poll_id, voter_tag);

-- Server only. Readings can be made again after the scores they rest on are erased.
create table private.erased_voters (
  poll_id   uuid not null,
  voter_tag bytea not null,
  expertise jsonb not null,
  ethics    bigint,

  primary key (poll_id, voter_tag),
  constraint erased_voters_poll_id_fkey foreign key (poll_id)
    references public.polls on delete restrict
);
comment on table private.erased_voters is
  'What the lens of a poll knew of voters who were erased since, by tag: see private.weight_inputs.';

create table public.poll_results (
  id                 uuid primary key default gen_random_uuid(),
  poll_id            uuid not null,
  space_id           uuid not null,
  visibility         public.space_visibility not null,
  poll_status        public.poll_status not null,
  lens               public.poll_lens not null,
  is_baseline        boolean not null generated always as (lens = 'equal') stored,
  status             public.reading_status not null default 'current',
  engine_version     text not null,
  lens_definition    jsonb not null,
  lens_hash          text not null,
  snapshot_hash      text,
  ballots_root       text not null,
  ballot_count       integer not null,
  eligible_count     integer not null,
  total_weight       bigint not null,
  winners            smallint[] not null,
  result             jsonb not null,
  changes_winner     boolean,
  agreement_bps      integer,
  strong_consensus   boolean not null default false,
  experts            jsonb,
  warnings           text[] not null default '{}',
  invalidated_reason text,
  superseded_by      uuid,
  computed_at        timestamptz not null default now(),

  constraint poll_results_poll_id_fkey foreign key (poll_id)
    references public.polls on delete restrict,
  constraint poll_results_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  -- Deferred: the old reading steps down before the new one is there.
  constraint poll_results_superseded_by_fkey foreign key (superseded_by)
    references public.poll_results on delete restrict deferrable initially deferred,
  constraint poll_results_hashes_are_sha256 check (
    lens_hash ~ '^[0-9a-f]{64}$' and snapshot_hash ~ '^[0-9a-f]{64}$'
    and ballots_root ~ '^[0-9a-f]{64}$'
  ),
  constraint poll_results_counts_not_negative check (
    ballot_count >= 0 and eligible_count >= 0 and total_weight >= 0
  ),
  constraint poll_results_baseline_weighs_one_each check (
    lens <> 'equal' or total_weight = ballot_count * bigint '1_000_000'
  ),
  constraint poll_results_weights_are_compared check (
    case lens when 'equal' then changes_winner is not true else changes_winner is not null end
  ),
  constraint poll_results_agreement_bps_0_to_10000 check (agreement_bps between 0 and 10000),
  constraint poll_results_consensus_is_agreement check (
    not strong_consensus or agreement_bps is not null
  ),
  constraint poll_results_status_explained check (
    (status = 'superseded') = (superseded_by is not null)
    and (status = 'invalidated') = (coalesce(btrim(invalidated_reason), '') <> '')
  )
);
comment on table public.poll_results is
  'Readings: what the ballots say under a lens. Recomputed ones supersede, wrong ones are '
  'invalidated, none is ever deleted.';
comment on column public.poll_results.poll_status is
  'The poll''s, with its space_id and visibility: no policy looks a poll up per row.';
comment on column public.poll_results.is_baseline is 'One person, one vote.';
comment on column public.poll_results.lens_hash is 'SHA-256 of the lens'' canonical JSON.';
comment on column public.poll_results.snapshot_hash is 'SHA-256 of the weights'' inputs.';
comment on column public.poll_results.ballots_root is 'Merkle root over all receipts.';
comment on column public.poll_results.total_weight is 'Micro-votes.';
comment on column public.poll_results.agreement_bps is
  'Share of the ballots with a favourite that favour the one winner, by weight, basis points rounded '
  'down. Null: several are elected, or nobody.';
comment on column public.poll_results.strong_consensus is
  'Does the agreement reach the poll''s strong_consensus_bps?';
comment on column public.poll_results.experts is
  'Under ekoh: {"count": voters above a cut, "cuts": those of the lens''s domains}.';
comment on column public.poll_results.changes_winner is 'Do weights make another option win?';

create unique index poll_results_poll_id_lens_key
  on public.poll_results (poll_id, lens, lens_hash) where status = 'current';
create index poll_results_poll_id_idx on public.poll_results (poll_id, computed_at desc);
create index poll_results_space_id_idx on public.poll_results (space_id, computed_at desc);
create index poll_results_superseded_by_idx on public.poll_results (superseded_by);

-- No foreign key on result_id: its check took 6 s of 10 s for a million rows. Instead,
-- record_reading refuses weights that do not add up.
create table public.ballot_weights (
  result_id  uuid not null,
  voter_tag  bytea not null,
  raw_weight bigint not null,
  weight     bigint not null,

  primary key (result_id, voter_tag),
  constraint ballot_weights_not_negative check (raw_weight >= 0 and weight >= 0)
);
comment on table public.ballot_weights is
  'What each ballot weighed in a reading, micro-votes. Written once, with the reading.';
comment on column public.ballot_weights.raw_weight is
  'Votes that the ballot carries, before the lens.';

-- A person asks by tag, always for equality. A million rows: 4.2 s with this, 6.3 s with a btree.
create index ballot_weights_voter_tag_idx on public.ballot_weights using hash (voter_tag);

create function private.copy_visibility()
returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  select s.visibility into new.visibility from public.spaces s where s.id = new.space_id for share;
  return new;
end;
$$;
comment on function private.copy_visibility is 'A new poll is as visible as its space.';

create function private.share_visibility()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.polls p set visibility = new.visibility where p.space_id = new.id;
  return null;
end;
$$;
comment on function private.share_visibility is 'A space''s polls change visibility with it.';

create function private.copy_poll()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  select p.space_id, p.visibility, p.status
  into new.space_id, new.visibility, new.poll_status
  from public.polls p
  where p.id = new.poll_id;
  return new;
end;
$$;
comment on function private.copy_poll is 'What policies ask of a poll, for what belongs to it.';

create function private.share_poll()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.poll_options o
  set visibility = new.visibility, poll_status = new.status
  where o.poll_id = new.id;
  update public.poll_results r
  set visibility = new.visibility, poll_status = new.status
  where r.poll_id = new.id;
  return null;
end;
$$;
comment on function private.share_poll is 'A poll''s options and readings follow its stage.';

create function private.draw_salt()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.poll_secrets (poll_id) values (new.id);
  return null;
end;
$$;
comment on function private.draw_salt is 'Gives each poll its salt.';

create function private.check_transition(
  from_status public.poll_status, to_status public.poll_status
)
returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not exists (
    select from private.poll_transitions t
    where t.from_status = check_transition.from_status and t.to_status = check_transition.to_status
  ) then
    perform private.fail(409, 'invalid_transition',
      format('A poll that is %s cannot become %s.', from_status, to_status));
  end if;
end;
$$;
comment on function private.check_transition is 'Errors: 409 invalid_transition.';

create function private.guard_poll()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  always constant text[] := '{status,visibility,eligible_count,closed_at,tallied_at,'
    'published_at,cancelled_at,updated_at}';
  on_opening constant text[] :=
    '{opened_at,closes_at,option_count,frozen_lens,compared_lenses,tie_seed,joined_before,'
    'further_rules,expert_cuts}';
  changeable constant text[] :=
    case old.status when 'scheduled' then always || on_opening else always end;
begin
  if new.status <> old.status then
    perform private.check_transition(old.status, new.status);
  end if;
  if old.status <> 'draft' and to_jsonb(new) - changeable <> to_jsonb(old) - changeable then
    perform private.fail(409, 'poll_frozen', 'Only a draft can be edited.');
  end if;
  -- Only as it steps: a contested poll's baseline may be invalid until it is counted again.
  if new.status <> old.status and new.status in ('tallied', 'published') and not exists (
    select from public.poll_results r
    where r.poll_id = new.id and r.lens = 'equal' and r.status = 'current'
  ) then
    perform private.fail(409, 'baseline_missing', 'Tally the poll first: one person, one vote.');
  end if;
  return new;
end;
$$;
comment on function private.guard_poll is
  'Holds a poll to its life cycle. Errors: 409 invalid_transition, 409 poll_frozen, '
  '409 baseline_missing.';

-- Invoker: the polls' own policies decide. For writes and commands, which name one poll.
create function private.runs_poll(poll uuid)
returns boolean
language sql stable security invoker set search_path = ''
begin atomic
  select exists (
    select from public.polls p
    where p.id = poll and (
      private.has_permission(p.space_id, (select auth.uid()), 'polls.edit')
      or (
        p.author_id = any ((select private.my_identity_ids())::uuid[])
        and private.has_permission(p.space_id, (select auth.uid()), 'polls.create')
      )
    )
  );
end;
comment on function private.runs_poll is
  'May the caller run it: everybody''s polls, or this one, as its author who may still draft?';

-- Locks the poll, or an option could slip in while it opens.
create function private.guard_poll_option()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if (select auth.uid()) is not null
    and not private.runs_poll(coalesce(new.poll_id, old.poll_id))
  then
    return coalesce(new, old);  -- the policy refuses, and says nothing of the poll
  elsif 'draft' <> any (array(
    select p.status from public.polls p where p.id in (new.poll_id, old.poll_id) for share
  )) then
    perform private.fail(409, 'poll_frozen', 'Only a draft can be edited.');
  end if;
  return coalesce(new, old);
end;
$$;
comment on function private.guard_poll_option is
  'Options change only in a draft. Errors: 409 poll_frozen.';

create function private.log_ballot()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.ballot_log
    (poll_id, voter_tag, choice, revision, nonce, receipt, cast_at, ended_as)
  values (
    old.poll_id, old.voter_tag, old.choice, old.revision, old.nonce, old.receipt, old.cast_at,
    case tg_op when 'UPDATE' then 'changed' else 'withdrawn' end
  );
  return null;
end;
$$;
comment on function private.log_ballot is 'Keeps the version that a change or withdrawal ends.';

create function private.guard_reading()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  copied constant text[] := '{visibility,poll_status,is_baseline}';
  changeable constant text[] := case
    when old.status = 'current' then copied || '{status,superseded_by,invalidated_reason}'
    else copied
  end;
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - changeable = to_jsonb(old) - changeable then
    return new;
  end if;
  perform private.fail(409, 'append_only', 'A reading stays; supersede or invalidate it.');
end;
$$;
comment on function private.guard_reading is
  'A reading may only step down, once. Errors: 409 append_only.';

create function private.authored_polls(person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(jsonb_agg(to_jsonb(p) order by p.id), '[]')
  from public.polls p
  join private.identity_owners o on o.identity_id = p.author_id
  where o.profile_id = person;
end;
comment on function private.authored_polls is 'For the export: polls a person drafted.';

create trigger polls_before_insert_copy_visibility
  before insert on public.polls
  for each row execute function private.copy_visibility();
create trigger polls_before_insert_check_eligibility
  before insert on public.polls
  for each row execute function private.check_eligibility();
create trigger polls_before_update_check_eligibility
  before update of eligibility on public.polls
  for each row when (new.eligibility <> old.eligibility)
  execute function private.check_eligibility();
create trigger polls_before_update_guard
  before update on public.polls
  for each row execute function private.guard_poll();
create trigger polls_before_delete_refuse
  before delete on public.polls
  for each row when (old.status <> 'draft') execute function private.refuse_change();
create trigger polls_before_update_set_updated_at
  before update on public.polls
  for each row execute function extensions.moddatetime(updated_at);
create trigger polls_after_insert_draw_salt
  after insert on public.polls
  for each row execute function private.draw_salt();
create trigger spaces_after_update_share_visibility
  after update of visibility on public.spaces
  for each row when (new.visibility <> old.visibility)
  execute function private.share_visibility();
create trigger polls_after_update_share
  after update of status, visibility on public.polls
  for each row when (new.status <> old.status or new.visibility <> old.visibility)
  execute function private.share_poll();
create trigger poll_options_before_change_guard
  before insert or delete or update of poll_id, position, label, description
  on public.poll_options
  for each row execute function private.guard_poll_option();
create trigger poll_options_before_insert_copy_poll
  before insert on public.poll_options
  for each row execute function private.copy_poll();
create trigger ballots_after_change_log
  after update of choice or delete on public.ballots
  for each row execute function private.log_ballot();
create trigger ballot_log_before_change_refuse
  before update or delete on private.ballot_log
  for each row execute function private.refuse_change();
create trigger erased_voters_before_change_refuse
  before update or delete on private.erased_voters
  for each row execute function private.refuse_change();
create trigger poll_results_before_insert_copy_poll
  before insert on public.poll_results
  for each row execute function private.copy_poll();
create trigger poll_results_before_change_guard
  before update or delete on public.poll_results
  for each row execute function private.guard_reading();
create trigger ballot_weights_before_change_refuse
  before update or delete on public.ballot_weights
  for each row execute function private.refuse_change();

select private.exports_with('authored_polls');
select private.holds_personal_data('public.ballots', 'profile_id', 'detach');
select private.holds_personal_data('private.poll_qualifications', 'profile_id', 'delete', false);

-- What a template says of polls.
alter table public.governance_templates
  add column modality text,
  add column parameters jsonb not null default '{}',
  add column lens public.poll_lens not null default 'equal',
  add column relevance jsonb not null default '{}',
  add column lens_settings jsonb not null default '{}',
  add column minimum_role public.space_role not null default 'member',
  add column eligibility jsonb not null default '{"member_days": 0}',
  add column secrecy public.poll_secrecy not null default 'pseudonymous',
  add column revisable boolean not null default true,
  add column live_results boolean not null default false;
alter table public.governance_templates
  add constraint governance_templates_modality_fkey foreign key (modality)
    references public.vote_modalities on delete restrict,
  add constraint governance_templates_parameters_of_a_modality check (
    jsonb_typeof(parameters) = 'object' and (modality is not null or parameters = '{}')
  ),
  add constraint governance_templates_parameters_at_most_4_kb check (
    octet_length(parameters::text) <= 4096
  ),
  add constraint governance_templates_lens_fits check (
    private.fits_lens(private.declared_lens(lens, relevance, lens_settings))
  ),
  add constraint governance_templates_lens_settings_is_object check (
    jsonb_typeof(lens_settings) = 'object'
  ),
  add constraint governance_templates_lens_settings_at_most_4_kb check (
    octet_length(lens_settings::text) <= 4096
  ),
  add constraint governance_templates_relevance_at_most_1_kb check (
    octet_length(relevance::text) <= 1024
  ),
  add constraint governance_templates_eligibility_at_most_1_kb check (
    octet_length(eligibility::text) <= 1024
  ),
  add constraint governance_templates_secret_shows_no_live_results check (
    secrecy <> 'secret' or not live_results
  );
comment on column public.governance_templates.modality is
  'Null: whoever drafts the poll chooses the method.';

create index governance_templates_modality_idx on public.governance_templates (modality);
create trigger governance_templates_before_write_check_eligibility
  before insert or update of eligibility on public.governance_templates
  for each row execute function private.check_eligibility();

update public.governance_templates set modality = 'yes_no'
where code in ('constitutional', 'strong_consensus');
