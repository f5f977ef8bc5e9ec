-- A working week in the assembly: what people said and did, and the assembly's own mind about it.
do $$
declare
  riverside constant uuid := '00000000-0000-4000-8001-000000000001';
  person uuid;
begin
  insert into private.membership_tiers (space_id, profile_id, tier)
  values (riverside, '00000000-0000-4000-8000-000000000005', 'premium');
  for number in 1..6 loop
    person := ('00000000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid;
    perform private.grant_reward(riverside, 'attendance', person, 'seed', 'assembly',
      timestamptz '2026-11-03 18:00+00');
    perform private.grant_reward(riverside, 'comment', person, 'seed', 'minutes',
      timestamptz '2026-11-04 08:00+00');
  end loop;
  perform private.grant_reward(riverside, 'post_live',
    '00000000-0000-4000-8000-000000000005', 'seed', 'gauge', timestamptz '2026-11-08 10:00+00');
  insert into public.reward_rules (space_id, action, asset_id, base, sunday, daily_grants)
  values (riverside, 'message', private.asset_id('LOVE'), 1, 1, 10);
end
$$;
