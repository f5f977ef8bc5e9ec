-- The lens quadratic: everybody in a space has the same voice credits for a cycle. Whoever cares more
-- about one poll puts more of them behind their ballot: n votes cost n². Credits are no property; they
-- cannot be given away, saved up or bought.
create table public.voice_credit_settings (
  space_id   uuid primary key,
  credits    integer not null default 100,
  cycle_days integer not null default 90,
  updated_at timestamptz not null default now(),

  constraint voice_credit_settings_space_id_fkey foreign key (space_id)
    references public.spaces on delete cascade,
  constraint voice_credit_settings_credits_1_to_10000 check (credits between 1 and 10000),
  constraint voice_credit_settings_cycle_days_1_to_3660 check (cycle_days between 1 and 3660)
);
comment on table public.voice_credit_settings is
  'How many voice credits a member has per cycle, from the next cycle on. No row: 100 for 90 days.';

create trigger voice_credit_settings_before_update_set_updated_at
  before update on public.voice_credit_settings
  for each row execute function extensions.moddatetime(updated_at);

-- Cycles follow one another without overlapping: whoever begins one keeps others from it.
create table public.credit_cycles (
  id        uuid primary key default gen_random_uuid(),
  space_id  uuid not null,
  credits   integer not null,
  starts_at timestamptz not null,
  ends_at   timestamptz not null,

  constraint credit_cycles_space_id_fkey foreign key (space_id)
    references public.spaces on delete cascade,
  constraint credit_cycles_credits_1_to_10000 check (credits between 1 and 10000),
  constraint credit_cycles_starts_before_ends check (starts_at < ends_at)
);
comment on table public.credit_cycles is
  'For how long how many voice credits are there to be spent. One begins as a poll opens that needs '
  'it and none stands; the polls that open in it draw on it until they close.';

create index credit_cycles_space_id_idx on public.credit_cycles (space_id, starts_at desc);

create table public.voice_votes (
  poll_id    uuid not null,
  profile_id uuid not null,
  cycle_id   uuid not null,
  votes      integer not null,
  cost       bigint not null generated always as (votes * votes) stored,
  decided_at timestamptz not null default clock_timestamp(),

  primary key (poll_id, profile_id),
  constraint voice_votes_poll_id_fkey foreign key (poll_id)
    references public.polls on delete restrict,
  constraint voice_votes_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  constraint voice_votes_cycle_id_fkey foreign key (cycle_id)
    references public.credit_cycles on delete cascade,
  constraint voice_votes_votes_1_to_100 check (votes between 1 and 100)
);
comment on table public.voice_votes is
  'How many votes a person put behind their ballot, and what that cost of their credits. Theirs '
  'alone to see; readings take the numbers from the close, without names.';

create index voice_votes_profile_id_idx on public.voice_votes (profile_id, cycle_id);
create index voice_votes_cycle_id_idx on public.voice_votes (cycle_id);

-- The lens -------------------------------------------------------------------------
create function private.lens_quadratic_fits(lens jsonb)
returns boolean
language sql immutable security definer set search_path = ''
begin atomic
  select lens - 'credits' = '{}' and coalesce(lens ->> 'credits' ~ '^[1-9][0-9]{0,4}$', true);
end;
comment on function private.lens_quadratic_fits is 'Nothing but its kind; opening adds the credits.';

create function private.lens_quadratic_freezes(poll public.polls, lens jsonb)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  cycle public.credit_cycles;
  moment timestamptz;
begin
  if poll.opens_at > now() then
    return lens - 'credits';
  end if;
  perform pg_advisory_xact_lock(uuid_hash_extended(poll.space_id, 57));
  moment := clock_timestamp();
  cycle := private.credit_cycle_at(poll.space_id, moment);
  if cycle.id is null then
    insert into public.credit_cycles (space_id, credits, starts_at, ends_at)
    select poll.space_id, coalesce(s.credits, 100), moment,
      moment + make_interval(days => coalesce(s.cycle_days, 90))
    from (values (poll.space_id)) as asked (space_id)
    left join public.voice_credit_settings s on s.space_id = asked.space_id
    returning * into cycle;
  end if;
  return lens || jsonb_build_object('credits', cycle.credits);
end;
$$;
comment on function private.lens_quadratic_freezes is
  'With the credits of the cycle that the poll opens in; where none stands, one begins.';

create function private.lens_quadratic_knows(
  poll public.polls, lens jsonb, after bytea, page integer
)
returns table (voter_tag bytea, known jsonb)
language sql stable security definer set search_path = ''
begin atomic
  select k.voter_tag, k.known
  from private.backings_known(poll.id, 'quadratic', 'votes', after, page) k
  order by k.voter_tag;
end;
comment on function private.lens_quadratic_knows is 'Of whoever decided: {"votes": how many}.';

create function private.lens_quadratic_explains(poll public.polls, lens jsonb, person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select jsonb_build_object(
    'votes', decided.votes, 'cost', coalesce(decided.votes * decided.votes, 0),
    'credits', lens -> 'credits', 'weight', 1_000_000 * coalesce(decided.votes, 1)
  )
  from (
    select (
      select v.votes from public.voice_votes v where v.poll_id = poll.id and v.profile_id = person
    )
  ) as decided (votes);
end;
comment on function private.lens_quadratic_explains is
  'votes: how many the caller put behind their ballot, null where they did not decide: one, for '
  'nothing. cost is its square, of the credits in a cycle.';

-- Cycles ---------------------------------------------------------------------------
create function private.credit_cycle_at(space uuid, at timestamptz)
returns public.credit_cycles
language sql stable security definer set search_path = ''
begin atomic
  select c.*
  from public.credit_cycles c
  where c.space_id = space and c.starts_at <= at and c.ends_at > at
  order by c.starts_at desc
  limit 1;
end;
comment on function private.credit_cycle_at is 'The cycle that stands at a moment, or null.';

-- Votes ----------------------------------------------------------------------------
-- A close keeps the votes in the same statement: from then on no tag leads to a person.
create function private.freeze_voice_votes()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.ballot_backings (poll_id, kind, voter_tag, amount)
  select v.poll_id, 'quadratic', b.voter_tag, v.votes
  from public.voice_votes v
  join public.ballots b on b.poll_id = v.poll_id and b.profile_id = v.profile_id
  where v.poll_id = new.id;
  return null;
end;
$$;
comment on function private.freeze_voice_votes is 'Keeps the votes of a poll that closes, by tag.';

create trigger polls_after_update_freeze_voice_votes
  after update of status on public.polls
  for each row when (old.status = 'open' and new.status = 'closed')
  execute function private.freeze_voice_votes();

create function private.refund_voice_votes()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from public.voice_votes v where v.poll_id = new.id;
  return null;
end;
$$;
comment on function private.refund_voice_votes is 'A poll that is called off costs nobody anything.';

create trigger polls_after_update_refund_voice_votes
  after update of status on public.polls
  for each row when (old.status = 'open' and new.status = 'cancelled')
  execute function private.refund_voice_votes();

create function private.refund_withdrawn()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from public.voice_votes v where v.poll_id = old.poll_id and v.profile_id = old.profile_id;
  return null;
end;
$$;
comment on function private.refund_withdrawn is 'Without a ballot there is nothing to be behind.';

create trigger ballots_after_delete_refund
  after delete on public.ballots
  for each row execute function private.refund_withdrawn();

-- Runs while the ballot still has its name: what was decided counts on, by tag.
create function private.forget_voice_votes(person uuid)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  insert into private.ballot_backings (poll_id, kind, voter_tag, amount)
  select v.poll_id, 'quadratic', b.voter_tag, v.votes
  from public.voice_votes v
  join public.polls p on p.id = v.poll_id and p.status = 'open'
  join public.ballots b on b.poll_id = v.poll_id and b.profile_id = v.profile_id
  where v.profile_id = person;
  delete from public.voice_votes v where v.profile_id = person;
end;
comment on function private.forget_voice_votes is
  'In polls that are open an erased person''s votes are kept as the close would.';

select private.erases_with('forget_voice_votes');
select private.holds_personal_data('public.voice_votes', 'profile_id', 'delete');

revoke execute on function
  private.lens_quadratic_fits, private.lens_quadratic_freezes, private.lens_quadratic_knows,
  private.lens_quadratic_explains, private.credit_cycle_at, private.freeze_voice_votes,
  private.refund_voice_votes, private.refund_withdrawn, private.forget_voice_votes
from public;
