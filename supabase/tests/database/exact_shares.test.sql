-- Of sharing out: to the last unit, and what is refused.
begin;
select no_plan();

select is(private.largest_remainder(100, '{1,1,1}'), '{34,33,33}', 'of equals the earlier gets what is left');
select is(private.largest_remainder(10, '{0.5,1.5,3}'), '{1,3,6}', 'weights may be fractions');
select is(private.largest_remainder(7, '{0,5,0}'), '{0,7,0}', 'who weighs nothing gets nothing');
select is(private.largest_remainder(7, '{0,0}'), '{0,0}', 'nor does anybody where all do');
select is(private.largest_remainder(0, '{1,2}'), '{0,0}', 'nothing is shared into nothing');
select is(private.largest_remainder(9007199254740991, array[1, 1e40]),
  '{0,9007199254740991}', 'weights may be far apart');
select is(private.largest_remainder(3, '{}'), '{}', 'among nobody nothing is shared');
select tests.refuses($$ select private.largest_remainder(1, '{-1,2}') $$, '422 invalid_weights',
  'nobody owes');
select tests.refuses($$ select private.largest_remainder(-1, '{1}') $$, '422 invalid_weights',
  'nothing less than nothing is shared');
select tests.refuses($$ select private.largest_remainder(1, '{1,null}') $$, '422 invalid_weights',
  'every weight is there');
select tests.refuses($$ select private.largest_remainder(1, '{1,nan}') $$, '422 invalid_weights',
  'and a number');

select is(private.integer_root(n * n), n, 'the root of a square: ' || n)
from unnest('{0,1,3,94868329805,31622776601683793319}'::numeric[]) as n;
select is(private.integer_root(n * n - 1), n - 1, 'and of one less: ' || n)
from unnest('{1,3,94868329805,31622776601683793319}'::numeric[]) as n;

select * from finish();
rollback;
