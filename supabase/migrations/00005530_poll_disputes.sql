-- What happens to a result that somebody doubts. It is contested, found wrong, counted again or
-- confirmed, always with a reason that everybody reads and by somebody who stands for it; what was
-- shown once is never hidden again.
create type public.poll_event_kind as enum ('contested', 'dismissed', 'invalidated', 'recounted');
comment on type public.poll_event_kind is
  'contested: doubted; dismissed: the result stands; invalidated: a reading was found wrong; '
  'recounted: counted again.';

create table public.poll_events (
  id          bigint generated always as identity primary key,
  poll_id     uuid not null,
  space_id    uuid not null,
  visibility  public.space_visibility not null,
  kind        public.poll_event_kind not null,
  reading_id  uuid,
  author_id   uuid not null,
  reason      text not null,
  occurred_at timestamptz not null default clock_timestamp(),

  constraint poll_events_poll_id_fkey foreign key (poll_id)
    references public.polls on delete restrict,
  constraint poll_events_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint poll_events_reading_id_fkey foreign key (reading_id)
    references public.poll_results on delete restrict,
  constraint poll_events_author_id_fkey foreign key (author_id)
    references public.contextual_identities on delete restrict,
  constraint poll_events_reason_1_to_2000 check (
    btrim(reason) <> '' and char_length(reason) <= 2000
  ),
  constraint poll_events_invalidated_names_a_reading check (
    (kind = 'invalidated') = (reading_id is not null)
  )
);
comment on table public.poll_events is
  'Contests of results and what came of them, each with its reason. Append-only.';
comment on column public.poll_events.visibility is
  'The space''s, copied here so that no policy needs a join.';
comment on column public.poll_events.author_id is 'As whom they appear in the space.';

create index poll_events_poll_id_idx on public.poll_events (poll_id, id desc);
create index poll_events_space_id_idx on public.poll_events (space_id, id desc);
create index poll_events_reading_id_idx on public.poll_events (reading_id);
create index poll_events_author_id_idx on public.poll_events (author_id);

create function private.share_poll_events()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.poll_events e set visibility = new.visibility where e.poll_id = new.id;
  return null;
end;
$$;
comment on function private.share_poll_events is 'A poll''s events are as visible as the poll.';

create trigger polls_after_update_share_events
  after update of visibility on public.polls
  for each row when (new.visibility <> old.visibility)
  execute function private.share_poll_events();
create trigger poll_events_before_change_refuse
  before delete or update of poll_id, space_id, kind, reading_id, author_id, reason, occurred_at
  on public.poll_events
  for each row execute function private.refuse_change();

create function private.authored_poll_events(person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(jsonb_agg(to_jsonb(e) order by e.id), '[]')
  from public.poll_events e
  join private.identity_owners o on o.identity_id = e.author_id
  where o.profile_id = person;
end;
comment on function private.authored_poll_events is
  'For the export: contests a person raised or settled.';

-- The person's own statement: it is checked here, not by the constraint, to be refused with a code.
create function private.note_poll_event(
  poll public.polls, kind public.poll_event_kind, reason text, reading uuid default null
)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if coalesce(btrim(reason), '') = '' or char_length(reason) > 2000 then
    perform private.fail(422, 'invalid_reason', 'Give a reason of at most 2000 characters.');
  end if;
  insert into public.poll_events
    (poll_id, space_id, visibility, kind, reading_id, author_id, reason)
  values (
    poll.id, poll.space_id, poll.visibility, note_poll_event.kind, reading,
    private.identity_of(private.caller_id(), poll.space_id), btrim(note_poll_event.reason)
  );
end;
$$;
comment on function private.note_poll_event is
  'Writes down what the caller did to a result, and why. Errors: 422 invalid_reason.';

create function private.contest_poll(poll uuid, reason text)
returns public.polls
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  contested public.polls;
begin
  select p.* into contested from public.polls p where p.id = poll for no key update;
  if contested.id is null or (contested.status = 'draft' and not private.runs_poll(poll)) or not (
    contested.visibility = 'public'
    or private.has_space_role(contested.space_id, person, 'member')
  ) then
    perform private.fail(404, 'poll_not_found', 'There is no such poll.');
  elsif not exists (
      select from private.electorate e where e.poll_id = poll and e.profile_id = person
    )
    and not private.has_permission(contested.space_id, person, 'polls.edit')
  then
    perform private.fail(403, 'not_eligible', 'Only who may vote here contests the result.');
  elsif exists (
    select from public.spaces s where s.id = contested.space_id and s.archived_at is not null
  ) then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;

  perform private.check_transition(contested.status, 'contested');
  if contested.published_at < now() - interval '7 days' then
    perform private.fail(409, 'contest_too_late', 'A result can be contested for seven days.');
  elsif exists (
    select from public.poll_events e
    join private.identity_owners o on o.identity_id = e.author_id
    where e.poll_id = poll and e.kind = 'contested' and o.profile_id = person
  ) then
    perform private.fail(409, 'already_contested', 'You contested this poll once already.');
  end if;

  perform private.note_poll_event(contested, 'contested', reason);
  update public.polls p set status = 'contested' where p.id = poll returning p.* into contested;
  return contested;
end;
$$;

create function private.dismiss_contest(poll uuid, reason text)
returns public.polls
language plpgsql volatile security definer set search_path = ''
as $$
declare
  upheld public.polls := private.poll_to_run(poll, 'published');
begin
  if not private.has_permission(upheld.space_id, private.caller_id(), 'polls.edit') then
    perform private.fail(403, 'organizer_required', 'An organizer decides about a contest.');
  elsif upheld.status <> 'contested' then
    perform private.fail(409, 'invalid_transition', 'Nobody contests this poll.');
  end if;
  perform private.note_poll_event(upheld, 'dismissed', reason);
  update public.polls p set status = 'published' where p.id = poll returning p.* into upheld;
  return upheld;
end;
$$;

create function private.invalidate_reading(reading uuid, reason text)
returns public.poll_results
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  wrong public.poll_results;
  counted public.polls;
begin
  -- The poll first, as every other step of its life: two at once queue here.
  select p.* into counted
  from public.polls p
  where p.id = (select r.poll_id from public.poll_results r where r.id = reading)
  for no key update;
  select r.* into wrong from public.poll_results r where r.id = reading;

  if not private.has_permission(counted.space_id, person, 'polls.edit') then
    if counted.status in ('published', 'contested') and (
      counted.visibility = 'public'
      or private.has_space_role(counted.space_id, person, 'member')
    ) then
      perform private.fail(403, 'organizer_required', 'An organizer decides about a contest.');
    end if;
    perform private.fail(404, 'not_found', 'There is no such reading.');
  elsif exists (
    select from public.spaces s where s.id = counted.space_id and s.archived_at is not null
  ) then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  elsif counted.status <> 'contested' then
    perform private.fail(409, 'not_contested', 'Contest the poll first.');
  elsif wrong.status <> 'current' then
    perform private.fail(409, 'reading_not_current', 'This reading does not count any more.');
  end if;

  perform private.note_poll_event(counted, 'invalidated', reason, reading);
  update public.poll_results r
  set status = 'invalidated', invalidated_reason = btrim(reason)
  where r.id = reading
  returning r.* into wrong;
  return wrong;
end;
$$;

-- The tally engine's, as are the next two: who asks is still the person.
create function private.poll_to_recount(poll uuid, reason text)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  counted public.polls;
begin
  -- Locks the poll, and refuses whoever does not run it, at any stage.
  select p.* into counted from public.polls p where p.id = poll for no key update;
  if counted.status = 'tallied' then
    counted := private.poll_to_run(poll, 'published');
  else
    counted := private.poll_to_run(poll, 'tallied');
    if counted.status <> 'contested' then
      perform private.fail(409, 'invalid_transition', 'This poll was not counted yet.');
    end if;
  end if;
  perform private.note_poll_event(counted, 'recounted', reason);
end;
$$;
comment on function private.poll_to_recount is
  'Locks a counted poll for the caller to count again, and says why. Errors: 401 sign_in_required, '
  '404 poll_not_found, 403 organizer_required, 409 space_archived, 409 invalid_transition, '
  '422 invalid_reason.';

create function private.poll_to_tally(poll uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if (private.poll_to_run(poll, 'tallied')).status = 'contested' then
    perform private.fail(409, 'poll_contested', 'Count it again, and say why.');
  end if;
end;
$$;
comment on function private.poll_to_tally is
  'Locks a closed poll for the caller to count. Errors: as poll_to_run, 409 poll_contested.';

create function private.end_recount(poll uuid)
returns public.poll_status
language plpgsql volatile security definer set search_path = ''
as $$
declare
  stage public.poll_status;
begin
  select p.status into stage from public.polls p where p.id = poll;
  if stage = 'contested' then
    perform private.mark_tallied(poll);
    update public.polls p set status = 'published', published_at = now() where p.id = poll;
    stage := 'published';
  end if;
  return stage;
end;
$$;
comment on function private.end_recount is
  'What was published once is published again by its recount: no result is taken out of sight. '
  'Errors: 409 baseline_missing.';

create function public.contest_poll(poll uuid, reason text)
returns public.polls
language sql volatile security invoker set search_path = ''
begin atomic
  select private.contest_poll(poll, reason);
end;
comment on function public.contest_poll is
  'Doubts a published result, for seven days after its publication, once per person; for whoever '
  'may vote in it and for organizers. The result stays to be read, marked contested. Errors: '
  '401 sign_in_required, 404 poll_not_found, 403 not_eligible, 409 space_archived, '
  '409 invalid_transition, 409 contest_too_late, 409 already_contested, 422 invalid_reason.';

create function public.dismiss_contest(poll uuid, reason text)
returns public.polls
language sql volatile security invoker set search_path = ''
begin atomic
  select private.dismiss_contest(poll, reason);
end;
comment on function public.dismiss_contest is
  'Lets a contested result stand. For an organizer. Errors: 401 sign_in_required, '
  '404 poll_not_found, 403 organizer_required, 409 space_archived, 409 invalid_transition, '
  '409 baseline_missing (the reading was invalidated: recount), 422 invalid_reason.';

create function public.invalidate_reading(reading uuid, reason text)
returns public.poll_results
language sql volatile security invoker set search_path = ''
begin atomic
  select private.invalidate_reading(reading, reason);
end;
comment on function public.invalidate_reading is
  'Declares a reading of a contested poll wrong; it stays to be read and counts no more. For an '
  'organizer. Errors: 401 sign_in_required, 404 not_found, 403 organizer_required, '
  '409 space_archived, 409 not_contested, 409 reading_not_current, 422 invalid_reason.';

revoke execute on function
  private.share_poll_events, private.authored_poll_events, private.note_poll_event,
  private.contest_poll, private.dismiss_contest, private.invalidate_reading,
  private.poll_to_recount, private.poll_to_tally, private.end_recount,
  public.contest_poll, public.dismiss_contest, public.invalidate_reading
from public;
grant execute on function
  private.contest_poll, private.dismiss_contest, private.invalidate_reading,
  public.contest_poll, public.dismiss_contest, public.invalidate_reading
to authenticated;
grant execute on function
  private.poll_to_recount, private.poll_to_tally, private.end_recount
to service_role;

select private.exports_with('authored_poll_events');
