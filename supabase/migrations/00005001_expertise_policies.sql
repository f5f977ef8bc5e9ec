--                           anon   signed in   themselves   service role
--   expertise_domains       read   read        read         read
--   score_configurations    read   read        read         write; the global rows stay
--   expertise_scores        -      -           read         read
--   score_history           -      -           read         read
--
-- What others see of somebody's expertise is shown by functions, as far as its person allows.
alter table public.expertise_domains enable row level security;
alter table public.score_configurations enable row level security;
alter table public.expertise_scores enable row level security;
alter table public.score_history enable row level security;

grant select on public.expertise_domains, public.score_configurations to anon, authenticated;
grant select on public.expertise_scores, public.score_history to authenticated;
grant select on public.expertise_domains, public.score_configurations, public.expertise_scores,
  public.score_history
  to service_role;
grant insert (weight_name, weight_value, field), update (weight_value), delete
  on public.score_configurations to service_role;

create policy expertise_domains_select_everyone on public.expertise_domains
  for select to anon, authenticated
  using (true);

create policy score_configurations_select_everyone on public.score_configurations
  for select to anon, authenticated
  using (true);

create policy expertise_scores_select_self on public.expertise_scores
  for select to authenticated
  using (profile_id = (select auth.uid()));

create policy score_history_select_self on public.score_history
  for select to authenticated
  using (profile_id = (select auth.uid()));

revoke execute on function
  private.divide_half_even, private.decay, private.days_between, private.score_setting,
  private.axis_weights, private.half_life, private.weigh_metrics, private.weigh_expertise,
  private.log_expertise, private.expertise_as_of
from public;
