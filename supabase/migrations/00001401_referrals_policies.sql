--              anon   referrer   referred
--   referrals   -     read       read
alter table public.referrals enable row level security;

grant select on public.referrals to authenticated;
grant select on public.referrals to service_role;

-- coalesce hides the arms from the planner, as in the policy of connections.
create policy referrals_select_party on public.referrals
  for select to authenticated
  using (
    coalesce(referred_id = (select auth.uid()), false)
    or coalesce(referrer_id = (select auth.uid()), false)
  );
