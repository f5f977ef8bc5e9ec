-- Who counts as an expert in a poll. Settled when it opens, as everything that a reading rests on:
-- somebody's erasure or a later score would move a percentile that is looked up afterwards.

create function private.expert_cuts(domains text[], at timestamptz)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  with known as materialized (
    select e.domain_code as domain, e.score
    from private.expertise_as_of(
      array(
        select distinct h.profile_id
        from public.score_history h
        where h.changed_at <= at and exists (
          select from unnest(domains) as d (code) where starts_with(h.domain_code, d.code)
        )
      ),
      domains, at
    ) as e
  )
  select coalesce(jsonb_object_agg(c.domain, c.cut), '{}')
  from (
    -- Of n in ascending order the one at place three quarters of n, rounded up.
    select k.domain, (array_agg(k.score order by k.score))[(3 * count(*) + 3) / 4] as cut
    from known k
    group by k.domain
    having count(*) >= 48
  ) as c;
end;
comment on function private.expert_cuts is
  'By domain, the 75th percentile (nearest rank) of the scores there or below it that anybody had at '
  'that time. Not of fewer than 48 people: there cannot be 12 above it, and it would be known whose '
  'score it is.';

create function private.freeze_expert_cuts()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  domains constant text[] := private.weighed_domains(new);
begin
  if new.lens = 'ekoh' or new.compared_lenses <> '[]' then
    new.expert_cuts := private.expert_cuts(domains, new.opened_at);
  end if;
  return new;
end;
$$;

create trigger polls_before_update_freeze_expert_cuts
  before update of status on public.polls
  for each row when (old.status in ('draft', 'scheduled') and new.status = 'open')
  execute function private.freeze_expert_cuts();

revoke execute on function private.expert_cuts, private.freeze_expert_cuts from public;
