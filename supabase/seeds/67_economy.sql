-- The assembly gives its members half an hour's worth of time each month, as long as it lasts; and
-- pebbles, its own token, which do not pile up. It has simulated what that comes to.
do $$
declare
  riverside constant uuid := '00000000-0000-4000-8001-000000000001';
  pebble uuid;
begin
  perform set_config('request.jwt.claims',
    '{"sub": "00000000-0000-4000-8000-000000000001"}', true);
  pebble := (public.create_token(riverside, 'PEBBLE', 'Pebble')).id;
  perform public.issue_tokens(riverside, 'PEBBLE', 4000, 'seed:pebbles');
  perform public.set_demurrage(riverside, 'PEBBLE', 100, 500, 'week');
  perform public.set_basic_income(riverside, 'PEBBLE', 300, 'week');
  perform public.set_basic_income(riverside, 'CHRONA', 50, 'month', member_days => 30,
    shares_shortfall => true);
  perform public.simulate_economy(riverside, 'As it is', 60, 28, starts_on => '2026-11-02',
    treasury => 20000);
  perform set_config('request.jwt.claims', '', true);

  perform private.set_demurrage_everywhere('CHRONA', 10000, 500, 'month');
  update public.basic_incomes set due_on = current_date where asset_id = pebble;
  perform private.pay_basic_incomes();
  update public.demurrage_rules set due_on = current_date where asset_id = pebble;
  while private.take_demurrage() > 0 loop
  end loop;
  perform private.run_simulation();
end
$$;
