-- Time credits. Somebody gives hours to another member or to the space and says so; whoever received
-- them, or an organizer who is no party, verifies it; only then is Chrona minted, never for oneself.
create type public.hour_status as enum ('logged', 'verified', 'declined', 'withdrawn');
comment on type public.hour_status is
  'logged: waits to be verified; verified: minted; declined: it was not so; withdrawn: by its author.';

create table public.hour_entries (
  id          uuid primary key default gen_random_uuid(),
  space_id    uuid not null,
  author_id   uuid not null,
  receiver_id uuid,
  hundredths  bigint not null,
  worked_on   date not null,
  description text not null,
  status      public.hour_status not null default 'logged',
  decided_by  uuid,
  decided_at  timestamptz,
  request_key uuid not null,
  created_at  timestamptz not null default clock_timestamp(),

  constraint hour_entries_author_id_request_key_key unique (author_id, request_key),
  constraint hour_entries_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint hour_entries_author_id_fkey foreign key (author_id)
    references public.contextual_identities on delete restrict,
  constraint hour_entries_receiver_id_fkey foreign key (receiver_id)
    references public.contextual_identities on delete restrict,
  constraint hour_entries_decided_by_fkey foreign key (decided_by)
    references public.contextual_identities on delete restrict,
  constraint hour_entries_never_for_oneself check (receiver_id <> author_id),
  constraint hour_entries_never_decided_by_author check (
    decided_by <> author_id or status = 'withdrawn'
  ),
  constraint hour_entries_hundredths_to_a_day check (hundredths between 1 and 2400),
  constraint hour_entries_description_1_to_500 check (
    btrim(description) <> '' and char_length(description) <= 500
  ),
  constraint hour_entries_decided_whole check (
    (status = 'logged') = (decided_at is null) and (status = 'logged') = (decided_by is null)
  )
);
comment on table public.hour_entries is
  'Hours that people gave, as they say, and whether that was verified. Written by commands only; '
  'once decided, an entry stays.';
comment on column public.hour_entries.author_id is 'As whom whoever gave them appears in the space.';
comment on column public.hour_entries.receiver_id is 'Who had them. Null: the space.';
comment on column public.hour_entries.hundredths is 'Hundredths of an hour.';
comment on column public.hour_entries.decided_by is 'As whom whoever decided appears there.';
comment on column public.hour_entries.request_key is
  'Drawn by the client for each entry: the same key logs it once.';

create index hour_entries_author_id_idx on public.hour_entries (author_id, created_at desc, id desc);
create index hour_entries_receiver_id_idx on public.hour_entries (receiver_id, created_at desc, id desc);
create index hour_entries_decided_by_idx on public.hour_entries (decided_by);
create index hour_entries_space_id_idx on public.hour_entries (space_id, created_at desc, id desc);

create function private.keep_hours()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and old.status = 'logged' and new.status <> 'logged'
    and to_jsonb(new) - '{status,decided_by,decided_at}'::text[]
      = to_jsonb(old) - '{status,decided_by,decided_at}'::text[]
  then
    return new;
  end if;
  perform private.fail(409, 'append_only', 'Hours are decided once and stay.');
end;
$$;
comment on function private.keep_hours is
  'An entry is decided once. Errors: 409 append_only, for every role.';

create trigger hour_entries_before_change_keep
  before update or delete on public.hour_entries
  for each row execute function private.keep_hours();

-- In private: what a day's limit cut tells of hours given elsewhere under another name.
create table private.chrona_mints (
  entry_id       uuid primary key,
  profile_id     uuid not null,
  worked_on      date not null,
  minted         bigint not null,
  cap_cut        bigint not null,
  transaction_id uuid,

  constraint chrona_mints_entry_id_fkey foreign key (entry_id)
    references public.hour_entries on delete restrict,
  constraint chrona_mints_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint chrona_mints_transaction_id_fkey foreign key (transaction_id)
    references private.ledger_transactions on delete restrict,
  constraint chrona_mints_never_negative check (minted >= 0 and cap_cut >= 0),
  constraint chrona_mints_booked_unless_nothing check ((transaction_id is null) = (minted = 0))
);
comment on table private.chrona_mints is
  'What a verified entry minted, once, and what the limit of its day cut. Append-only. People read '
  'theirs by my_hours.';

create index chrona_mints_profile_id_idx on private.chrona_mints (profile_id, worked_on);
create index chrona_mints_transaction_id_idx on private.chrona_mints (transaction_id)
  where transaction_id is not null;

create trigger chrona_mints_before_change_refuse
  before update or delete on private.chrona_mints
  for each row execute function private.refuse_change();
create trigger chrona_mints_before_truncate_refuse
  before truncate on private.chrona_mints
  for each statement execute function private.refuse_change();

create function private.daily_hours()
returns bigint
language sql immutable parallel safe security invoker set search_path = ''
begin atomic
  select 800::bigint;
end;
comment on function private.daily_hours is
  'How many hundredths of an hour at most are minted for a day''s work of one person: 8 hours, in '
  'all spaces together.';

create function private.hours_given(person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(jsonb_agg(to_jsonb(e) order by e.created_at), '[]')
  from public.hour_entries e
  join private.identity_owners o on o.identity_id = e.author_id
  where o.profile_id = person;
end;
comment on function private.hours_given is 'For the export: hours a person gave.';

revoke execute on function private.keep_hours, private.daily_hours, private.hours_given from public;

select private.declares_permission('hours.approve', 'organizer',
  'Verify hours that others gave to others or to the space.');

select private.holds_personal_data('private.chrona_mints', 'profile_id', 'delete',
  is_traced => false);
select private.exports_with('hours_given');
