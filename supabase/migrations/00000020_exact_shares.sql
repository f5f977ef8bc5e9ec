-- Money is shared out to the last minor unit, and the same way by whoever counts again: whole numbers
-- alone, no floats.

create function private.largest_remainder(amount bigint, weights numeric[])
returns bigint[]
language plpgsql immutable parallel safe security invoker set search_path = ''
as $$
declare
  total constant numeric := (select coalesce(sum(w), 0) from unnest(weights) as w);
begin
  if (amount >= 0 and array_position(weights, null) is null and 0 <= all (weights)
    and total < 'infinity') is not true
  then
    perform private.fail(422, 'invalid_weights', 'Share at least 0 by weights of at least 0.');
  elsif total = 0 then
    return array_fill(0::bigint, array[cardinality(weights)]);
  end if;
  return (
    with parts as (
      select w.place, div(amount * w.weight, total) as whole, mod(amount * w.weight, total) as rest
      from unnest(weights) with ordinality as w (weight, place)
    ),
    ranked as (
      select p.place, p.whole, row_number() over (order by p.rest desc, p.place) as rank,
        amount - sum(p.whole) over () as units_left
      from parts p
    )
    select array_agg((r.whole + (r.rank <= r.units_left)::integer)::bigint order by r.place)
    from ranked r
  );
end;
$$;
comment on function private.largest_remainder is
  'Shares an amount out by weights: each share is its exact one rounded down, and what is then left '
  'goes, unit by unit, to those of which most was cut off; of equals to the earlier. The shares come '
  'to the amount, or to 0 where all weights are 0. Errors: 422 invalid_weights.';

create function private.integer_root(square numeric)
returns numeric
language plpgsql immutable parallel safe security invoker set search_path = ''
as $$
declare
  -- Rounded to what sqrt shows, which may be the next whole number.
  root constant numeric := trunc(sqrt(square));
begin
  return root - (root * root > square)::integer;
end;
$$;
comment on function private.integer_root is 'The largest whole number whose square is no more.';

revoke execute on function private.largest_remainder, private.integer_root from public;
