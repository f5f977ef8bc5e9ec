-- How votes weigh. A lens is declared as {"kind": …} with what its kind asks for, and everything about
-- a kind is in four functions of schema private that bear its name:
--   lens_<kind>_fits(lens)                      is it declared whole, and with nothing else?
--   lens_<kind>_freezes(poll, lens)             the lens as a poll opens; refuses what cannot be
--   lens_<kind>_knows(poll, lens, after, page)  the snapshot, by voter tag: see lens_inputs
--   lens_<kind>_explains(poll, lens, person)    what a person's ballot weighs, and why
-- The engine has its counterpart in functions/_shared/voting/lenses. What a voter puts behind a ballot
-- is kept by the kind's own migration.
create type public.poll_lens as enum (
  'equal', 'ekoh', 'delegated', 'quadratic', 'stake', 'cohort'
);
comment on type public.poll_lens is
  'How votes weigh. equal: one person, one vote; ekoh: by expertise in the poll''s domains; '
  'delegated: one vote, and those of the people it is cast for; quadratic: the votes that voice '
  'credits were spent on; stake: voting power by what was staked; cohort: one vote for those who '
  'fulfil a filter, none for others.';

create function private.declared_lens(
  kind public.poll_lens, relevance jsonb, settings jsonb
)
returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return jsonb_build_object('kind', kind)
    || case
      when kind in ('ekoh', 'delegated') or relevance <> '{}'
      then jsonb_build_object('relevance', relevance)
      else '{}'
    end
    || case when settings ?| '{kind,relevance}' then '{"kind": null}' else settings end;
end;
$$;
comment on function private.declared_lens is 'A poll''s own lens, as compared ones are declared.';

-- Definer: a check constraint runs as whoever edits the row.
create function private.fits_lens(lens jsonb)
returns boolean
language plpgsql immutable security definer set search_path = ''
as $$
declare
  fits boolean;
begin
  if jsonb_typeof(lens) <> 'object'
    or (lens ->> 'kind' = any (enum_range(null::public.poll_lens)::text[])) is not true
  then
    return false;
  end if;
  execute format('select private.%I($1)', 'lens_' || (lens ->> 'kind') || '_fits')
    into fits using lens - 'kind';
  return coalesce(fits, false);
end;
$$;
comment on function private.fits_lens is 'Does a lens say all that its kind asks for, and no more?';

create function private.are_compared_lenses(lenses jsonb)
returns boolean
language plpgsql immutable security definer set search_path = ''
as $$
begin
  return case
    when jsonb_typeof(lenses) <> 'array' or jsonb_array_length(lenses) > 3 then false
    else private.are_different_lenses(lenses) and (
      select coalesce(bool_and(private.fits_lens(l.lens) and l.lens ->> 'kind' <> 'equal'), true)
      from jsonb_array_elements(lenses) as l (lens)
    )
  end;
end;
$$;
comment on function private.are_compared_lenses is
  'At most three different lenses that fit, none of them the baseline.';

create function private.are_different_lenses(lenses jsonb)
returns boolean
language plpgsql immutable security definer set search_path = ''
as $$
begin
  return (
    select count(*) = count(distinct case
      when l.lens ->> 'kind' = 'ekoh' then l.lens - 'cap'
      when l.lens ->> 'kind' = 'cohort' then l.lens
      else l.lens -> 'kind'
    end)
    from jsonb_array_elements(lenses) as l (lens)
  );
end;
$$;
comment on function private.are_different_lenses is
  'No lens twice. Of a kind that keeps something for a poll there is one: what votes are put behind '
  'a ballot, say, or which delegations stand.';

create function private.is_relevance(relevance jsonb)
returns boolean
language plpgsql immutable security definer set search_path = ''
as $$
begin
  return case
    when jsonb_typeof(relevance) <> 'object' then false
    else (
      select coalesce(
        bool_and(r.share::text ~ '^[1-9][0-9]{0,6}$')
          and sum(substring(r.share::text from '^[1-9][0-9]{0,6}$')::integer) = 1_000_000,
        false
      )
      from jsonb_each(relevance) as r (code, share)
    )
  end;
end;
$$;
comment on function private.is_relevance is
  'Positive micro-units by domain that sum to exactly 1_000_000.';

create function private.lens_equal_fits(lens jsonb)
returns boolean
language sql immutable security definer set search_path = ''
begin atomic
  select lens = '{}';
end;
comment on function private.lens_equal_fits is 'Nothing but its kind.';

revoke execute on function
  private.declared_lens, private.fits_lens, private.are_compared_lenses,
  private.are_different_lenses, private.is_relevance, private.lens_equal_fits
from public;
grant execute on function
  private.declared_lens, private.fits_lens, private.are_compared_lenses
to authenticated;
