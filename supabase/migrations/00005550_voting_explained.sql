-- Why a vote weighs what it weighs: the caller's own terms, each with where it comes from.

create function private.explain_weight(poll uuid)
returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  asked public.polls;
  terms jsonb := '[]';
  total bigint := 0;
  cap bigint := 0;
  ethics public.score_history;
  multiplier bigint := 1_000_000;
  bonus bigint := 0;
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
  elsif asked.frozen_lens ->> 'kind' = 'ekoh' then
    cap := (asked.frozen_lens ->> 'cap')::bigint;
    select
      jsonb_agg(
        jsonb_build_object(
          'domain', r.code, 'relevance', r.share, 'score', coalesce(best.score, 0),
          'product', r.share * coalesce(best.score, 0), 'known_from', best.known_from
        )
        order by r.code
      ),
      sum(r.share * coalesce(best.score, 0))
    into terms, total
    from (
      select e.key as code, e.value::bigint as share
      from jsonb_each_text(asked.frozen_lens -> 'relevance') as e
    ) as r
    left join lateral (
      select private.score_at(caller, d.code, asked.opened_at) as score,
        jsonb_build_object(
          'domain', d.code, 'weighted_score', h.new_value, 'evidence_at', h.evidence_at,
          'days', private.days_between(h.evidence_at, asked.opened_at),
          'half_life_days', h.half_life_days, 'metrics', h.metrics, 'reason', h.reason,
          'evidence', h.evidence, 'changed_at', h.changed_at
        ) as known_from
      from public.expertise_domains d
      cross join lateral (
        select x.*
        from public.score_history x
        where x.profile_id = caller and x.domain_code = d.code and x.changed_at <= asked.opened_at
        order by x.changed_at desc, x.id desc
        limit 1
      ) as h
      where starts_with(d.code, r.code) and h.new_value is not null
      order by 1 desc, d.code
      limit 1
    ) as best on true;

    select x.* into ethics
    from public.score_history x
    where x.profile_id = caller and x.domain_code is null and x.changed_at <= asked.opened_at
    order by x.changed_at desc, x.id desc
    limit 1;
    multiplier := coalesce(ethics.new_value, multiplier);
    bonus := private.divide_half_even(least(total, cap * 1_000_000) * multiplier, 1_000_000_000_000);
  end if;
  return jsonb_build_object(
    'poll_id', asked.id, 'lens', asked.frozen_lens, 'as_of', asked.opened_at, 'terms', terms,
    'sum', total, 'capped', total > cap * 1_000_000, 'ethics', multiplier,
    'ethics_known_from', case when ethics.id is not null then jsonb_build_object(
      'reason', ethics.reason, 'evidence', ethics.evidence, 'changed_at', ethics.changed_at
    ) end,
    'bonus', bonus, 'weight', 1_000_000 + bonus
  );
end;
$$;

create function public.explain_weight(poll uuid)
returns jsonb
language sql stable security invoker set search_path = ''
begin atomic
  select private.explain_weight(poll);
end;
comment on function public.explain_weight is
  'What the caller''s vote weighs in a poll under the lens it opened with, whether they cast it or '
  'not (micro-units). It re-sums: sum is that of the products; bonus is the lesser of sum and cap '
  'times 10⁶, times ethics, over 10¹², rounded half to even; weight is 1_000_000 and bonus. Errors: '
  '401 sign_in_required, 404 poll_not_found, 409 poll_not_open.';

revoke execute on function private.explain_weight, public.explain_weight from public;
grant execute on function private.explain_weight, public.explain_weight to authenticated;
