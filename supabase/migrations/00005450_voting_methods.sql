-- The methods of voting: what their polls may ask for and what a ballot must look like. The
-- database judges every ballot as it is cast; how they are counted is the tally engine's to know.

create table public.vote_modalities (
  code        text primary key,
  name        text not null,
  description text not null,
  options     text[],
  max_seats   smallint,
  parameters  jsonb not null default '{}',
  is_active   boolean not null default true,

  constraint vote_modalities_code_format check (code ~ '^[a-z][a-z_]{1,30}$'),
  constraint vote_modalities_options_2_to_100 check (cardinality(options) between 2 and 100),
  constraint vote_modalities_max_seats_1_to_100 check (max_seats between 1 and 100),
  constraint vote_modalities_parameters_is_object check (jsonb_typeof(parameters) = 'object')
);
comment on table public.vote_modalities is 'Methods of voting and counting. Added by migrations.';
comment on column public.vote_modalities.options is
  'Options that the method itself brings; null where the author names them.';
comment on column public.vote_modalities.max_seats is
  'The most options that can be elected; null: as many as there are.';
comment on column public.vote_modalities.parameters is
  'Per parameter: "default" (null: as the count decides), and "minimum" and "maximum" (a number or '
  '"options"), or "enum".';

insert into public.vote_modalities (code, name, description, options, max_seats, parameters) values
  ('yes_no', 'Yes or no',
    'Yes, no or abstain. Passes when yes reaches the threshold of yes and no.',
    '{Yes,No}', 1, '{}'),
  ('consent', 'Consent',
    'Consent, stand aside or object. Adopted unless objections exceed the limit.',
    '{Adopt,"Leave as it is"}', 1,
    '{"maxObjectionBps": {"default": 0, "minimum": 0, "maximum": 9999}}'),
  ('plurality', 'Single choice',
    'Each voter picks one option. The option picked most wins.',
    null, null, '{}'),
  ('approval', 'Approval',
    'Each voter picks every option they can live with. The option picked most wins.',
    null, null, '{"maxChoices": {"default": null, "minimum": 1, "maximum": "options"}}'),
  ('score', 'Score',
    'Each voter scores the options. The highest sum or mean wins.',
    null, null,
    '{"min": {"default": 0, "minimum": -1000, "maximum": 999},
      "max": {"default": 10, "minimum": -999, "maximum": 1000},
      "aggregate": {"default": "sum", "enum": ["sum", "mean"]}}'),
  ('star', 'STAR',
    'Each voter scores the options. Of the two best, the one that more voters prefer wins.',
    null, 1, '{"max": {"default": 5, "minimum": 1, "maximum": 100}}'),
  ('stance', 'Stance',
    'Each voter says how far they are for or against, -3 to 3. The highest sum wins.',
    null, null, '{}'),
  ('majority_judgment', 'Majority judgment',
    'Each voter grades the options. The highest median grade wins.',
    null, null, '{"grades": {"default": 6, "minimum": 2, "maximum": 100}}'),
  ('cumulative', 'Points',
    'Each voter spreads points over the options. The most points win.',
    null, null, '{"points": {"default": 10, "minimum": 1, "maximum": 1000000}}'),
  ('budget_split', 'Budget',
    'Each voter splits a budget among the options. Every option''s share shows.',
    null, null, '{"points": {"default": 100, "minimum": 1, "maximum": 1000000}}'),
  ('quadratic', 'Quadratic',
    'Each voter buys votes with credits, n votes for n squared. The most votes win.',
    null, null,
    '{"credits": {"default": 100, "minimum": 1, "maximum": 1000000},
      "allowNegative": {"default": false, "enum": [false, true]}}'),
  ('borda', 'Borda',
    'Each voter ranks the options. Each place is worth points, the most points win.',
    null, null,
    '{"unranked": {"default": "last", "enum": ["last", "no_preference"]},
      "base": {"default": 0, "enum": [0, 1]}}'),
  ('irv', 'Instant run-off',
    'Each voter ranks the options. The weakest drops out until one has a majority.',
    null, 1, '{"unranked": {"default": "last", "enum": ["last", "no_preference"]}}'),
  ('stv', 'Single transferable vote',
    'Each voter ranks the options. Seats go to groups of voters in proportion to their size.',
    null, 12,
    '{"unranked": {"default": "last", "enum": ["last", "no_preference"]},
      "quota": {"default": null, "enum": ["droop", "hagenbach_bischoff", "hare"]}}'),
  ('schulze', 'Schulze',
    'Each voter ranks the options. The one with the strongest chains of duels won wins.',
    null, null,
    '{"unranked": {"default": "last", "enum": ["last", "no_preference"]},
      "pairStrength": {"default": "winning_votes", "enum": ["winning_votes", "margins"]}}'),
  ('ranked_pairs', 'Ranked pairs',
    'Each voter ranks the options. Duels are settled from the clearest to the closest.',
    null, null,
    '{"unranked": {"default": "last", "enum": ["last", "no_preference"]},
      "pairStrength": {"default": "winning_votes", "enum": ["winning_votes", "margins"]}}'),
  ('minimax', 'Minimax',
    'Each voter ranks the options. The one whose worst duel is the least bad wins.',
    null, null,
    '{"unranked": {"default": "last", "enum": ["last", "no_preference"]},
      "pairStrength": {"default": "winning_votes", "enum": ["winning_votes", "margins"]}}'),
  ('copeland', 'Copeland',
    'Each voter ranks the options. The one that wins most duels wins.',
    null, null, '{"unranked": {"default": "last", "enum": ["last", "no_preference"]}}');

create function private.completed_parameters(modality text, parameters jsonb)
returns jsonb
language sql stable security invoker set search_path = ''
begin atomic
  select coalesce(
    (
      select jsonb_object_agg(s.name, s.spec -> 'default')
      from public.vote_modalities m
      cross join lateral jsonb_each(m.parameters) as s (name, spec)
      where m.code = modality and s.spec -> 'default' <> 'null'
    ),
    '{}'
  ) || parameters;
end;
comment on function private.completed_parameters is
  'A poll''s parameters with the method''s defaults for those that are absent.';

create function private.are_valid_parameters(
  modality text, option_count integer, parameters jsonb
)
returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
declare
  completed jsonb;
begin
  if not coalesce(
    (
      select bool_and(
        case
          when s.spec ? 'enum' then (s.spec -> 'enum') @> g.value
          when s.spec is not null and g.value::text ~ '^-?[0-9]{1,9}$' then
            g.value::text::integer between (s.spec ->> 'minimum')::integer
              and case s.spec ->> 'maximum'
                when 'options' then option_count
                else (s.spec ->> 'maximum')::integer
              end
          else false
        end
      )
      from jsonb_each(parameters) as g
      cross join lateral (
        select (select m.parameters -> g.key from public.vote_modalities m where m.code = modality)
      ) as s (spec)
    ),
    true
  ) then
    return false;
  end if;
  completed := private.completed_parameters(modality, parameters);
  return modality <> 'score' or (completed ->> 'min')::integer < (completed ->> 'max')::integer;
end;
$$;
comment on function private.are_valid_parameters is
  'Does the method know each of these parameters, and is each within its bounds?';

create function private.are_valid_seats(modality text, option_count integer, seats integer)
returns boolean
language sql stable security invoker set search_path = ''
begin atomic
  select seats between 1 and least(m.max_seats::integer, option_count)
  from public.vote_modalities m
  where m.code = modality;
end;
comment on function private.are_valid_seats is 'Can the method fill this many seats?';

create function private.are_marks(
  choice jsonb, option_count integer, lowest integer, highest integer
)
returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case
    when choice::text ~ '^\[(null|-?[0-9]{1,7})(, (null|-?[0-9]{1,7}))*\]$' then (
      select count(*) = option_count
        and coalesce(bool_and(m.mark is null or m.mark::integer between lowest and highest), false)
      from jsonb_array_elements_text(choice) as m (mark)
    )
    else false
  end;
end;
$$;
comment on function private.are_marks is
  'Is it one integer or null per option, each within the bounds?';

create function private.is_ranking(choice jsonb, option_count integer)
returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  tier constant text := '\[[0-9]{1,2}(, [0-9]{1,2})*\]';
  written constant text := choice::text;
  seen boolean[] := '{}';
  place integer;
begin
  if written !~ ('^\[(' || tier || '(, ' || tier || ')*)?\]$') then
    return false;
  end if;
  -- A loop takes a third of the time of a query, and imports judge ten thousand at once.
  foreach place in array string_to_array(translate(written, '[] ', ''), ',')::integer[] loop
    if place >= option_count or seen[place] then
      return false;
    end if;
    seen[place] := true;
  end loop;
  -- Ascending within a tier, so that the same choice is the same ballot, to the byte.
  return written !~ '[0-9], ' or not exists (
    select from jsonb_array_elements(choice) as t (tier)
    where t.tier <> (
      select jsonb_agg(o.place order by o.place) from jsonb_array_elements(t.tier) as o (place)
    )
  );
end;
$$;
comment on function private.is_ranking is
  'Is it tiers of different positions, none empty? Options may be left out.';

create function private.is_valid_choice(
  modality text, option_count integer, parameters jsonb, choice jsonb
)
returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  case modality
    when 'yes_no' then
      return choice in ('"yes"', '"no"', '"abstain"');
    when 'consent' then
      return choice in ('"consent"', '"stand_aside"', '"object"');
    when 'plurality' then
      return case
        when choice::text ~ '^[0-9]{1,2}$' then choice::text::integer < option_count
        else false
      end;
    when 'approval' then
      -- Ascending, so that the same choice is the same ballot, to the byte.
      return case
        when choice::text ~ '^\[([0-9]{1,2}(, [0-9]{1,2})*)?\]$' then (
          select count(*) <= coalesce((parameters ->> 'maxChoices')::integer, option_count)
            and coalesce(bool_and(c.position > c.previous and c.position < option_count), true)
          from (
            select p.position::integer, lag(p.position::integer, 1, -1) over (order by p.place)
            from jsonb_array_elements_text(choice) with ordinality as p (position, place)
          ) as c (position, previous)
        )
        else false
      end;
    when 'score' then
      return private.are_marks(choice, option_count,
        (parameters ->> 'min')::integer, (parameters ->> 'max')::integer);
    when 'star' then
      return private.are_marks(choice, option_count, 0, (parameters ->> 'max')::integer);
    when 'stance' then
      return private.are_marks(choice, option_count, -3, 3);
    when 'majority_judgment' then
      return private.are_marks(choice, option_count, 0, (parameters ->> 'grades')::integer - 1);
    when 'cumulative', 'budget_split' then
      return case
        when private.are_marks(choice, option_count, 0, (parameters ->> 'points')::integer) then (
          select coalesce(sum(m.mark::integer), 0) <= (parameters ->> 'points')::integer
          from jsonb_array_elements_text(choice) as m (mark)
        )
        else false
      end;
    when 'quadratic' then
      -- No more than 1000 votes for one: their cost is the most that credits may be.
      return case
        when private.are_marks(choice, option_count,
          case when (parameters ->> 'allowNegative')::boolean then -1000 else 0 end, 1000) then (
          select coalesce(sum(m.mark::integer * m.mark::integer), 0)
            <= (parameters ->> 'credits')::integer
          from jsonb_array_elements_text(choice) as m (mark)
        )
        else false
      end;
    when 'borda', 'irv', 'stv', 'schulze', 'ranked_pairs', 'minimax', 'copeland' then
      return private.is_ranking(choice, option_count);
    else
      return false;
  end case;
end;
$$;
comment on function private.is_valid_choice is
  'Is it a canonical choice of this method among this many options? Parameters complete, as a poll '
  'has them once it opens. Canonical: as voting.md says.';
