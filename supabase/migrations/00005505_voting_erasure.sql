-- What voting does when a voter is erased. Their ballots count on under their tags, so everything
-- that leads from a tag back to a person has to go: the name on the ballot, and the salt with which
-- anybody who remembers their id could compute the tag again.

create function private.forget_votes(person uuid)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  insert into private.erased_voters (poll_id, voter_tag, expertise, ethics)
  select b.poll_id, b.voter_tag, coalesce(known.scores, '{}'), e.multiplier
  from public.ballots b
  join public.polls p
    on p.id = b.poll_id and (p.lens = 'ekoh' or p.compared_lenses <> '[]')
  left join lateral (
    select jsonb_object_agg(x.domain_code, x.score) as scores
    from private.expertise_as_of(
      array[person], private.weighed_domains(p), p.opened_at
    ) as x
  ) as known on true
  left join lateral private.ethics_as_of(array[person], p.opened_at) as e on true
  where b.profile_id = person
  on conflict on constraint erased_voters_pkey do nothing;

  delete from private.poll_secrets x
  using public.ballots b, public.polls p
  where b.profile_id = person and p.id = b.poll_id and x.poll_id = p.id
    and p.status not in ('draft', 'scheduled', 'open');
end;
comment on function private.forget_votes is
  'Keeps what readings need of a voter by tag alone, and the salts of closed polls not at all.';

-- While a poll is open its salt tells a second ballot from a first. Afterwards nobody needs it.
create function private.forget_salt()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from private.poll_secrets x where x.poll_id = new.id;
  return null;
end;
$$;
comment on function private.forget_salt is
  'From the close on, no tag can be computed from a person any more.';

create trigger polls_after_update_forget_salt
  after update of status on public.polls
  for each row when (old.status = 'open' and new.status <> 'open')
  execute function private.forget_salt();

revoke execute on function private.forget_votes, private.forget_salt from public;

select private.erases_with('forget_votes');
