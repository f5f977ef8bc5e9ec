-- Seats change hands by the clock: when a result can be contested no more its winners take the seats
-- that are open, or who was recalled loses theirs; terms end on their last day.

create index proposals_council_accepted_idx on public.proposals (ended_at)
  where kind = 'council' and status = 'accepted';

create function private.seat_winners(election public.proposals)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  council public.councils;
  openings timestamptz[];
  winner record;
  place integer;
begin
  select c.* into council from public.councils c where c.id = election.council_id for no key update;
  openings := array(select private.council_openings(council));
  -- Who stays comes first, to follow themselves.
  for winner in
    select c.candidate_id, (
        select max(t.ends_at)
        from public.council_terms t
        join private.identity_owners h on h.identity_id = t.holder_id
        where t.council_id = council.id and t.ended_at is null and h.profile_id = o.profile_id
      ) as seated_until
    from public.poll_results r
    cross join unnest(r.winners) with ordinality as w (position, place)
    join public.poll_options p on p.poll_id = r.poll_id and p.position = w.position
    join public.council_candidacies c
      on c.proposal_id = election.id and c.option_id = p.id
    join private.identity_owners o on o.identity_id = c.candidate_id
    join public.space_members m on m.space_id = c.space_id and m.profile_id = o.profile_id
    where r.poll_id = election.poll_id and r.lens = 'equal' and r.status = 'current'
      and m.status = 'active'
    order by seated_until nulls last, w.place
  loop
    exit when openings = '{}';
    place := coalesce(array_position(openings, winner.seated_until), 1);
    insert into public.council_terms
      (council_id, space_id, visibility, holder_id, election_id, starts_at, ends_at)
    select council.id, council.space_id, council.visibility, winner.candidate_id, election.id,
      s.starts_at, s.starts_at + council.term_days * interval '1 day'
    from (select greatest(openings[place], winner.seated_until)) as s (starts_at)
    on conflict on constraint council_terms_election_id_holder_id_key do nothing;
    openings := openings[:place - 1] || openings[place + 1:];
  end loop;
end;
$$;
comment on function private.seat_winners is
  'Gives those whom the baseline elected a term each, as far as seats are open: from now on, or from '
  'when the seat becomes free.';

create function private.seat_councils()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  due public.proposals;
begin
  for due in
    select p.*
    from public.proposals p
    join public.polls l on l.id = p.poll_id
    join public.spaces s on s.id = p.space_id
    where p.kind = 'council' and p.status = 'accepted' and l.status = 'published'
      and l.published_at < now() - interval '7 days' and s.archived_at is null
    order by p.ended_at
    limit 100
  loop
    -- The poll, then the proposal, as its publication. Who contests it holds the poll.
    perform from public.polls l
    where l.id = due.poll_id and l.status = 'published'
      and l.published_at < now() - interval '7 days'
    for no key update skip locked;
    continue when not found;
    select p.* into due
    from public.proposals p
    where p.id = due.id and p.status = 'accepted'
    for no key update skip locked;
    continue when not found;

    if private.is_election(due) then
      perform private.seat_winners(due);
    else
      update public.council_terms t
      set ended_at = now(), ended_as = 'recalled'
      where t.id = due.recalls_id and t.ended_at is null;
    end if;
    update public.proposals p set status = 'enacted' where p.id = due.id;
  end loop;
end;
$$;
comment on function private.seat_councils is
  'Enacts elections and recalls seven days after their publication, when nobody contests them.';

create function private.end_council_terms()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.council_terms t
  set ended_at = t.ends_at, ended_as = 'served'
  where t.ended_at is null and t.ends_at <= now();
  update public.council_terms t
  set ended_at = now(), ended_as = 'left'
  where t.ended_at is null and not exists (
    select from private.identity_owners o
    join public.space_members m on m.space_id = o.space_id and m.profile_id = o.profile_id
    where o.identity_id = t.holder_id and m.status = 'active'
  );
end;
$$;
comment on function private.end_council_terms is
  'Ends the terms whose last day has come, and those of people who are no members any more.';

select cron.schedule('seat-councils', '* * * * *', 'select private.seat_councils()');
select cron.schedule('end-council-terms', '* * * * *', 'select private.end_council_terms()');

revoke execute on function
  private.seat_winners, private.seat_councils, private.end_council_terms
from public;
