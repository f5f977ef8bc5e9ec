-- Why a vote weighs what it weighs: the caller's own terms, each with where it comes from.

create function private.lens_equal_explains(poll public.polls, lens jsonb, person uuid)
returns jsonb
language sql immutable security definer set search_path = ''
begin atomic
  select jsonb_build_object('weight', 1_000_000);
end;

create function private.explain_weight(poll uuid, lens integer)
returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  asked public.polls;
  declared jsonb;
  told jsonb;
begin
  select p.* into asked from public.polls p where p.id = poll;
  if asked.id is null
    or (asked.status = 'draft' and not private.runs_poll(asked.id))
    or (
      asked.status <> 'draft' and asked.visibility <> 'public'
      and not private.has_space_role(asked.space_id, caller, 'member')
      and not exists (
        select from public.ballots b where b.poll_id = asked.id and b.profile_id = caller
      )
    )
  then
    perform private.fail(404, 'poll_not_found', 'There is no such poll.');
  elsif asked.opened_at is null then
    perform private.fail(409, 'poll_not_open', 'What votes weigh is settled when it opens.');
  end if;

  declared := case lens
    when 0 then asked.frozen_lens
    else asked.compared_lenses -> (lens - 1)
  end;
  if declared is null or lens < 0 then
    perform private.fail(404, 'lens_not_found', 'The poll compares no such lens.');
  end if;
  execute format('select private.%I($1, $2, $3)', 'lens_' || (declared ->> 'kind') || '_explains')
    into told using asked, declared, caller;
  return told || jsonb_build_object(
    'poll_id', asked.id, 'lens', declared, 'as_of', asked.opened_at
  );
end;
$$;

create function public.explain_weight(poll uuid, lens integer default 0)
returns jsonb
language sql stable security invoker set search_path = ''
begin atomic
  select private.explain_weight(poll, lens);
end;
comment on function public.explain_weight is
  'What the caller''s vote weighs in a poll, whether they cast it or not, under the lens it opened '
  'with, or (1 to 3) under one of those compared: "weight" in micro-votes, "lens", and the terms of '
  'that kind of lens, from which the weight follows exactly; see docs/voting.md. Errors: '
  '401 sign_in_required, 404 poll_not_found, 409 poll_not_open, 404 lens_not_found.';

revoke execute on function
  private.lens_equal_explains, private.explain_weight, public.explain_weight
from public;
grant execute on function private.explain_weight, public.explain_weight to authenticated;
