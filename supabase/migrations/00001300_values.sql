-- What matters to a person, for finding people who fit. Theirs alone, whatever the rank of who asks:
-- others meet it only as words, through resonance, and only where both consent.
create type public.resonance_factor as enum (
  'values', 'traits', 'archetypes', 'narrative', 'temporal', 'trust'
);
comment on type public.resonance_factor is
  'In what two people are compared. values, traits: what matters to them and how they are, by '
  'importance; archetypes: roles, complementary ones included; narrative: motifs and glyphs of '
  'their stories; temporal: hours they have in common; trust: people and spaces they share.';

-- SQL bodies, bound when they are made: who writes a row meets its rules without entering private.
create function private.is_name(name text)
returns boolean
language sql immutable security invoker set search_path = ''
begin atomic
  select coalesce(
    char_length(name) between 1 and 40 and name = lower(btrim(name)) and name !~ '[[:cntrl:]]',
    false
  );
end;
comment on function private.is_name is
  'Lower case, one line, at most 40 characters? Then equal words are equal texts.';

create function private.is_importance_map(map jsonb)
returns boolean
language sql immutable security invoker set search_path = ''
begin atomic
  select jsonb_typeof(map) = 'object' and not exists (
    select from jsonb_each(case jsonb_typeof(map) when 'object' then map end) as entry
    where not private.is_name(entry.key)
      or jsonb_typeof(entry.value) <> 'number'
      or entry.value::text !~ '^(\d{1,2}|100)$'
  );
end;
comment on function private.is_importance_map is 'Names, each with an importance from 0 to 100?';

create function private.are_names(names text[])
returns boolean
language sql immutable security invoker set search_path = ''
begin atomic
  select coalesce(bool_and(private.is_name(name)), true) and count(*) = count(distinct name)
  from unnest(names) as name;
end;
comment on function private.are_names is 'Names, each once?';

create table public.value_profiles (
  profile_id      uuid primary key default auth.uid(),
  values          jsonb not null default '{}',
  traits          jsonb not null default '{}',
  archetypes      text[] not null default '{}',
  motifs          text[] not null default '{}',
  glyphs          text[] not null default '{}',
  available_hours int4multirange not null default '{}',
  masked_factors  public.resonance_factor[] not null default '{}',
  masked_names    text[] not null default '{}',
  change_count    integer not null default 0,
  counted_since   timestamptz not null default now(),
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),

  constraint value_profiles_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  constraint value_profiles_values_have_importance check (private.is_importance_map(values)),
  constraint value_profiles_values_at_most_4_kb check (octet_length(values::text) <= 4096),
  constraint value_profiles_traits_have_importance check (private.is_importance_map(traits)),
  constraint value_profiles_traits_at_most_4_kb check (octet_length(traits::text) <= 4096),
  constraint value_profiles_archetypes_are_names check (private.are_names(archetypes)),
  constraint value_profiles_archetypes_at_most_12 check (cardinality(archetypes) <= 12),
  constraint value_profiles_motifs_are_names check (private.are_names(motifs)),
  constraint value_profiles_motifs_at_most_40 check (cardinality(motifs) <= 40),
  constraint value_profiles_glyphs_are_names check (private.are_names(glyphs)),
  constraint value_profiles_glyphs_at_most_40 check (cardinality(glyphs) <= 40),
  constraint value_profiles_hours_within_a_week check (available_hours <@ '{[0,168)}'),
  constraint value_profiles_masked_factors_at_most_6 check (cardinality(masked_factors) <= 6),
  constraint value_profiles_masked_names_are_names check (private.are_names(masked_names)),
  constraint value_profiles_masked_names_at_most_200 check (cardinality(masked_names) <= 200)
);
comment on table public.value_profiles is
  'What matters to a person. They write it themselves and nobody else reads it.';
comment on column public.value_profiles.values is 'Value to importance, 0 to 100.';
comment on column public.value_profiles.traits is 'Trait to strength, 0 to 100.';
comment on column public.value_profiles.available_hours is
  'Hours of the week, in UTC: 0 is Monday 00:00 to 01:00, 167 Sunday 23:00 to 24:00.';
comment on column public.value_profiles.masked_factors is 'In these the person is not compared.';
comment on column public.value_profiles.masked_names is
  'Values, traits, archetypes, motifs and glyphs that take no part in comparing.';
comment on column public.value_profiles.change_count is 'Changes since counted_since, for a day.';

create trigger value_profiles_before_update_set_updated_at
  before update on public.value_profiles
  for each row execute function extensions.moddatetime(updated_at);

-- Whoever could change their own profile as often as they like could find out another's value by
-- value, from the words they get back. Hiding more is always possible.
create function private.limit_value_changes()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' then
    if (new.values, new.traits, new.archetypes, new.motifs, new.glyphs, new.available_hours)
        is not distinct from
        (old.values, old.traits, old.archetypes, old.motifs, old.glyphs, old.available_hours)
      and new.masked_factors @> old.masked_factors and new.masked_names @> old.masked_names
    then
      return new;
    elsif old.counted_since > now() - interval '1 day' then
      if old.change_count >= 20 then
        perform private.fail(429, 'values_changed_too_often',
          'You changed this 20 times today. Go on tomorrow.');
      end if;
      new.change_count := old.change_count + 1;
      return new;
    end if;
  end if;
  new.change_count := 1;
  new.counted_since := now();
  return new;
end;
$$;
comment on function private.limit_value_changes is
  'At most 20 changes a day; to mask more is none. Errors: 429 values_changed_too_often.';

create trigger value_profiles_before_write_limit
  before insert or update on public.value_profiles
  for each row execute function private.limit_value_changes();

create table public.complementary_archetypes (
  archetype  text not null,
  complement text not null,

  primary key (archetype, complement),
  constraint complementary_archetypes_are_names check (
    private.is_name(archetype) and private.is_name(complement)
  ),
  -- A pair has no direction: it is written once, in the order of the alphabet.
  constraint complementary_archetypes_in_order check (
    archetype collate "C" < complement collate "C"
  )
);
comment on table public.complementary_archetypes is
  'Roles that complete each other; comparing counts a pair as half a match.';

insert into public.complementary_archetypes (archetype, complement) values
  ('caregiver', 'explorer'),
  ('caregiver', 'hero'),
  ('creator', 'ruler'),
  ('everyman', 'hero'),
  ('explorer', 'lover'),
  ('innocent', 'sage'),
  ('jester', 'ruler'),
  ('magician', 'sage'),
  ('rebel', 'ruler');

revoke execute on function
  private.is_importance_map, private.is_name, private.are_names, private.limit_value_changes
from public;

select private.holds_personal_data('public.value_profiles', 'profile_id', 'delete');
