-- Parts of the application that are switched on by and by: for everybody, for a share of people or
-- spaces, or by a space for itself.
create table public.feature_flags (
  key               text primary key,
  description       text not null,
  is_enabled        boolean not null default false,
  rollout_percent   smallint not null default 100,
  is_space_tunable  boolean not null default false,
  is_public         boolean not null default false,
  config            jsonb not null default '{}',
  required          text[] not null default '{}',
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),

  constraint feature_flags_key_format check (key ~ '^[a-z][a-z0-9_]{1,62}$'),
  constraint feature_flags_description_1_to_500 check (
    btrim(description) <> '' and char_length(description) <= 500
  ),
  constraint feature_flags_rollout_percent_0_to_100 check (rollout_percent between 0 and 100),
  constraint feature_flags_config_is_object check (jsonb_typeof(config) = 'object'),
  constraint feature_flags_config_at_most_16_kb check (octet_length(config::text) <= 16384)
);
comment on table public.feature_flags is
  'Switches of the installation. What is on for whom: feature_enabled() and my_features().';
comment on column public.feature_flags.is_enabled is
  'The main switch: off is off for everybody, whatever else is set.';
comment on column public.feature_flags.rollout_percent is
  'Share of people, or in a space of spaces, who have it while it is on. Raising it turns it off for '
  'nobody.';
comment on column public.feature_flags.is_space_tunable is
  'May a space turn it on or off for itself while the main switch is on?';
comment on column public.feature_flags.is_public is 'May people ask for it who are not signed in?';
comment on column public.feature_flags.config is
  'Numbers and texts of the feature. Readable by everybody who is signed in: no secrets.';

comment on column public.feature_flags.required is
  'All that it requires, however far around. Follows from feature_dependencies.';

create trigger feature_flags_before_update_set_updated_at
  before update on public.feature_flags
  for each row execute function extensions.moddatetime(updated_at);

create table public.feature_dependencies (
  flag     text,
  requires text,

  primary key (flag, requires),
  constraint feature_dependencies_flag_fkey foreign key (flag)
    references public.feature_flags on delete cascade,
  -- A flag that others require is not deleted under them: they would turn on.
  constraint feature_dependencies_requires_fkey foreign key (requires)
    references public.feature_flags on delete restrict
);
comment on table public.feature_dependencies is
  'A flag is on only where all that it requires are on, too. Without circles.';

create index feature_dependencies_requires_idx on public.feature_dependencies (requires);

create function private.add_requirement(flag text, requires text)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  update public.feature_flags f
  set required = array(
    select unnest(f.required)
    union
    select requires
    union
    select unnest(r.required) from public.feature_flags r where r.key = requires
    order by 1
  )
  where f.key = flag or f.required @> array[flag];
end;

-- After the row, and row by row: of several that one statement writes, each sees those before it.
create function private.follow_feature_dependencies()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  -- One at a time: of two that would close a circle together, the second has to see the first.
  perform pg_advisory_xact_lock(hashtextextended('public.feature_dependencies', 0));
  if tg_op = 'INSERT' then
    perform private.add_requirement(new.flag, new.requires);
  else
    update public.feature_flags f set required = '{}' where f.required <> '{}';
    perform private.add_requirement(d.flag, d.requires) from public.feature_dependencies d;
  end if;
  if exists (select from public.feature_flags f where f.required @> array[f.key]) then
    perform private.fail(409, 'feature_circle', 'A flag cannot require itself, however far around.');
  end if;
  return null;
end;
$$;
comment on function private.follow_feature_dependencies is
  'Trigger: keeps what each flag requires, so that asking follows no chains, and no circles. '
  'Errors: 409 feature_circle.';

create trigger feature_dependencies_after_change_follow
  after insert or update or delete on public.feature_dependencies
  for each row execute function private.follow_feature_dependencies();

create table public.space_features (
  space_id   uuid not null,
  flag       text not null,
  is_enabled boolean not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  primary key (space_id, flag),
  constraint space_features_space_id_fkey foreign key (space_id)
    references public.spaces on delete cascade,
  constraint space_features_flag_fkey foreign key (flag)
    references public.feature_flags on delete cascade
);
comment on table public.space_features is
  'What a space turned on or off for itself, instead of the rollout. Written by its admins.';

create index space_features_flag_idx on public.space_features (flag);

create trigger space_features_before_update_set_updated_at
  before update on public.space_features
  for each row execute function extensions.moddatetime(updated_at);

create function private.check_space_feature()
returns trigger
language plpgsql stable security definer set search_path = ''
as $$
begin
  if exists (
    select from public.feature_flags f where f.key = new.flag and not f.is_space_tunable
  ) then
    perform private.fail(409, 'feature_not_tunable', 'The installation decides on this one.');
  end if;
  return new;
end;
$$;
comment on function private.check_space_feature is
  'Trigger: a space tunes what it may. Errors: 409 feature_not_tunable.';

create trigger space_features_before_write_check
  before insert or update on public.space_features
  for each row execute function private.check_space_feature();

-- No foreign keys to what was changed: the log outlives it.
create table public.feature_flag_audit (
  id         bigint generated always as identity primary key,
  flag       text not null,
  requires   text,
  space_id   uuid,
  before     jsonb,
  after      jsonb,
  changed_by uuid,
  changed_at timestamptz not null default now(),

  constraint feature_flag_audit_changed_by_fkey foreign key (changed_by)
    references public.profiles on delete restrict,
  constraint feature_flag_audit_one_of_three check (requires is null or space_id is null),
  constraint feature_flag_audit_something_changed check (before is distinct from after)
);
comment on table public.feature_flag_audit is
  'Every change of a flag, of what it requires (requires is set) or of a space''s own choice '
  '(space_id is set). Append-only.';
comment on column public.feature_flag_audit.before is 'The row, or null where there was none.';
comment on column public.feature_flag_audit.after is 'The row, or null where it is gone.';
comment on column public.feature_flag_audit.changed_by is 'Null: the server.';

create index feature_flag_audit_space_id_idx on public.feature_flag_audit (space_id, id desc);
create index feature_flag_audit_flag_idx on public.feature_flag_audit (flag, id desc);
create index feature_flag_audit_changed_by_idx on public.feature_flag_audit (changed_by);

create function private.log_feature_change()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  was jsonb := to_jsonb(old) - '{required,created_at,updated_at}'::text[];
  becomes jsonb := to_jsonb(new) - '{required,created_at,updated_at}'::text[];
  about jsonb := coalesce(becomes, was);
begin
  if was is distinct from becomes then
    insert into public.feature_flag_audit (flag, requires, space_id, before, after, changed_by)
    values (
      coalesce(about ->> 'flag', about ->> 'key'), about ->> 'requires',
      (about ->> 'space_id')::uuid, was, becomes, (select auth.uid())
    );
  end if;
  return null;
end;
$$;

create trigger feature_flags_after_change_log
  after insert or update or delete on public.feature_flags
  for each row execute function private.log_feature_change();
create trigger feature_dependencies_after_change_log
  after insert or update or delete on public.feature_dependencies
  for each row execute function private.log_feature_change();
create trigger space_features_after_change_log
  after insert or update or delete on public.space_features
  for each row execute function private.log_feature_change();
create trigger feature_flag_audit_before_change_refuse
  before update or delete on public.feature_flag_audit
  for each row execute function private.refuse_change();

create function private.declares_feature(
  key              text,
  description      text,
  requires         text[] default '{}',
  is_space_tunable boolean default false,
  is_public        boolean default false
)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  insert into public.feature_flags (key, description, is_space_tunable, is_public)
  values (key, description, is_space_tunable, is_public);
  insert into public.feature_dependencies (flag, requires)
  select key, r.flag from unnest(requires) as r (flag);
end;
comment on function private.declares_feature is
  'Adds a flag, off. A domain calls it in its own migration, for what its code then asks.';

select private.declares_feature('spaces_v1', 'Spaces of one''s own.');
select private.declares_feature('content_templates_v1', 'Templates for posts.', '{spaces_v1}',
  is_space_tunable => true);
select private.declares_feature('search_unified_v1', 'One search over everything.',
  is_public => true);
select private.declares_feature('reputation_v1', 'Points, badges and what they unlock.');
select private.declares_feature('moderation_automation_v1', 'Rules that moderate by themselves.',
  '{reputation_v1}', is_space_tunable => true);
select private.declares_feature('donations_v1', 'Giving money to a space or a person.',
  is_public => true);
select private.declares_feature('payouts_v1', 'Paying out what was given.', '{donations_v1}');
select private.declares_feature('events_v1', 'Events with tickets and waiting lists.',
  is_space_tunable => true, is_public => true);
select private.declares_feature('messaging_v1', 'Direct messages and rooms.',
  is_space_tunable => true);
select private.declares_feature('notifications_v1', 'Notifications in the app and by e-mail.');
select private.declares_feature('rbac_hardening_v1', 'Rights by role, checked everywhere.');
select private.declares_feature('nav_ia_v1', 'The navigation arranged anew.', is_public => true);
select private.declares_feature('observability_v1', 'Measurements of the running application.');

select private.declares_permission('features.edit', 'admin', 'Turn features on and off.',
  is_tunable => false, scope => 'installation');
select private.declares_permission('space_features.edit', 'admin',
  'Turn features on and off for the space.');

select private.holds_personal_data('public.feature_flag_audit', 'changed_by', 'keep');
