-- Plays membership commands one after the other as their actors, tells what each did, and leaves no
-- trace: a whole random sequence is one round trip.
create schema plays;
grant usage on schema plays to authenticated;

-- Who is what, and how each space stands: lines of words, people and spaces by their numbers.
create function plays.state()
returns text
language plpgsql stable
as $$
begin
  return (
    select string_agg(concat_ws(' ', right(s.id::text, 1), s.join_policy, s.archived_at is not null),
      e'\n' order by s.id)
    from public.spaces s
  ) || e'\n' || (
    select string_agg(concat_ws(' ', right(m.space_id::text, 1), right(m.profile_id::text, 1),
      m.status, m.role, m.level, right(m.invited_by::text, 1)), e'\n')
    from public.space_members m
  );
end;
$$;

-- What a person reads of a space that they are outside of, where it is not about themselves.
create function plays.leak(space uuid, person uuid)
returns bigint
language plpgsql volatile
as $$
declare
  seen bigint;
begin
  if exists (
    select from public.space_members m
    where m.space_id = space and m.profile_id = person and m.status in ('active', 'invited')
  ) then
    return 0;
  end if;
  perform set_config('request.jwt.claims', json_build_object('sub', person)::text, true),
    set_config('role', 'authenticated', true);
  select (select count(*) from public.spaces s where s.id = space)
    + (select count(*) from public.space_members m
        where m.space_id = space and m.profile_id <> person)
    + (select count(*) from public.polls p where p.space_id = space)
  into seen;
  perform set_config('role', 'postgres', true);
  return seen;
end;
$$;

create function plays.act(
  command text, space uuid, person uuid, role public.space_role, door public.space_join_policy
)
returns void
language plpgsql volatile
as $$
begin
  case command
    when 'invite' then perform public.invite_member(space, person, role);
    when 'join' then perform public.join_space(space);
    when 'leave' then perform public.leave_space(space);
    when 'approve' then perform public.approve_request(space, person, role);
    when 'decline' then perform public.decline_request(space, person);
    when 'remove' then perform public.remove_member(space, person);
    when 'ban' then perform public.ban_member(space, person);
    when 'unban' then perform public.unban_member(space, person);
    when 'rank' then perform public.set_member_role(space, person, role);
    when 'transfer' then perform public.transfer_ownership(space, person);
    when 'level' then perform public.set_member_level(space, person, 2);
    when 'archive' then perform public.archive_space(space);
    when 'restore' then perform public.restore_space(space);
    when 'door' then update public.spaces s set join_policy = door where s.id = space;
  end case;
end;
$$;
grant execute on function plays.act to authenticated;

-- What each command answered and, where it changed anything, what is so from then on and what those
-- read whom it was about, if it left them outside. At the end, what everybody outside reads.
create function plays.play(commands jsonb)
returns jsonb
language plpgsql volatile
as $$
declare
  step record;
  outcome text;
  was text := plays.state();
  is_now text;
  steps jsonb := '[]';
  leaks bigint;
begin
  begin
    for step in
      select *
      from jsonb_to_recordset(commands) as (
        command text, space uuid, actor uuid, person uuid, role public.space_role,
        door public.space_join_policy
      )
    loop
      outcome := 'done';
      begin
        perform set_config('request.jwt.claims', json_build_object('sub', step.actor)::text, true),
          set_config('role', 'authenticated', true);
        perform plays.act(step.command, step.space, step.person, step.role, step.door);
      exception when others then
        get stacked diagnostics outcome = pg_exception_hint;
        outcome := coalesce(nullif(outcome, ''), sqlstate || ' ' || sqlerrm);
      end;
      perform set_config('role', 'postgres', true);
      is_now := plays.state();
      if is_now = was then
        steps := steps || jsonb_build_object('outcome', outcome);
      else
        leaks := plays.leak(step.space, step.actor);
        if step.person <> step.actor then
          leaks := leaks + plays.leak(step.space, step.person);
        end if;
        steps := steps || jsonb_build_object('outcome', outcome, 'state', is_now, 'leaks', leaks);
        was := is_now;
      end if;
    end loop;
    select sum(plays.leak(s.id, p.id)) into leaks from public.spaces s, public.profiles p;
    raise exception 'undo' using errcode = 'ZZ000';
  exception when sqlstate 'ZZ000' then
    return jsonb_build_object('steps', steps, 'leaks', leaks);
  end;
end;
$$;
