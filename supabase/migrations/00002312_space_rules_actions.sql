-- What needs the whole list: a place in it, its limit, its order. Whoever changes a list locks the
-- space, so two changes follow each other.

create function private.lock_space_rules(space uuid, kind public.space_rule_kind)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.rank_to_decide(
    space, case kind when 'automod' then 'moderator' else 'organizer' end::public.space_role
  );
end;
$$;
comment on function private.lock_space_rules is
  'Locks the space for a person who may write its rules of this kind.';

create function private.add_space_rule(
  space uuid, kind public.space_rule_kind, title text, body text, value jsonb
)
returns public.space_rules
language plpgsql volatile security definer set search_path = ''
as $$
declare
  listed bigint;
  last_position integer;
  rule public.space_rules;
begin
  perform private.lock_space_rules(space, kind);
  select count(*), max(r.position) into listed, last_position
  from public.space_rules r
  where r.space_id = space and r.kind = add_space_rule.kind;
  if listed >= 100 then
    perform private.fail(409, 'too_many_rules', 'There are 100 of these. Delete one first.');
  end if;

  insert into public.space_rules
    (space_id, kind, title, body, value, position, visibility, author_id)
  select space, add_space_rule.kind, btrim(add_space_rule.title), add_space_rule.body,
    add_space_rule.value, coalesce(last_position, 0) + 1, s.visibility,
    private.identity_of(private.caller_id(), space)
  from public.spaces s
  where s.id = space
  on conflict on constraint space_rules_space_id_kind_title_key do nothing
  returning * into rule;
  if not found then
    perform private.fail(409, 'title_taken', 'There is one with this title. Change that one.');
  end if;
  return rule;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.reorder_space_rules(
  space uuid, kind public.space_rule_kind, ids uuid[]
)
returns setof public.space_rules
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.lock_space_rules(space, kind);
  if (
    select array_agg(r.id order by r.id)
    from public.space_rules r
    where r.space_id = space and r.kind = reorder_space_rules.kind
  ) is distinct from (
    select array_agg(listed.id order by listed.id) from unnest(ids) as listed (id)
  ) then
    perform private.fail(409, 'list_changed', 'The list has changed. Load it and try again.');
  end if;

  return query
  with moved as (
    update public.space_rules r
    set position = listed.position
    from unnest(ids) with ordinality as listed (id, position)
    where r.id = listed.id
    returning r.*
  )
  select m.* from moved m order by m.position;
end;
$$;

create function public.add_space_rule(
  space uuid,
  kind  public.space_rule_kind,
  title text,
  body  text default '',
  value jsonb default '{}'
)
returns public.space_rules
language sql volatile security invoker set search_path = ''
begin atomic
  select private.add_space_rule(space, kind, title, body, value);
end;
comment on function public.add_space_rule is
  'Adds a rule, flair, template or automod list at the end of its kind. Errors: '
  '401 sign_in_required, 404 not_found, 403 organizer_required, 403 moderator_required (for '
  'automod), 409 space_archived, 409 title_taken, 409 too_many_rules (100 of a kind); 23514 names '
  'the rule that a text or value breaks.';

create function public.reorder_space_rules(
  space uuid, kind public.space_rule_kind, ids uuid[]
)
returns setof public.space_rules
language sql volatile security invoker set search_path = ''
begin atomic
  select private.reorder_space_rules(space, kind, ids);
end;
comment on function public.reorder_space_rules is
  'Puts all of a kind in this order, those switched off included. Errors: 401 sign_in_required, '
  '404 not_found, 403 organizer_required, 403 moderator_required (for automod), '
  '409 space_archived, 409 list_changed: ids are not exactly what the list holds by now.';

revoke execute on function
  private.lock_space_rules, private.add_space_rule, private.reorder_space_rules,
  public.add_space_rule, public.reorder_space_rules
from public;
grant execute on function
  private.add_space_rule, private.reorder_space_rules,
  public.add_space_rule, public.reorder_space_rules
to authenticated;
