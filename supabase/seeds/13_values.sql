-- What matters to some of them, as each wrote it down.
insert into public.value_profiles (
  profile_id, values, traits, archetypes, motifs, glyphs, available_hours, masked_factors,
  masked_names
)
select ('00000000-0000-4000-8000-' || lpad(person::text, 12, '0'))::uuid, values::jsonb,
  traits::jsonb, archetypes::text[], motifs::text[], glyphs::text[], hours::int4multirange,
  masked_factors::public.resonance_factor[], masked_names::text[]
from (values
  (1, '{"fairness": 90, "openness": 80, "craft": 30}', '{"patient": 70, "curious": 60}',
    '{caregiver,ruler}', '{river,assembly}', '{bridge}', '{[18,22),[42,46)}', '{}', '{}'),
  (2, '{"craft": 90, "fairness": 50}', '{"early riser": 90}', '{everyman}', '{bread,river}', '{}',
    '{[14,18),[38,42)}', '{}', '{}'),
  (3, '{"safety": 90, "craft": 70, "openness": 40}', '{"exact": 80, "patient": 50}', '{creator}',
    '{river,bridge}', '{bridge}', '{[18,21)}', '{temporal}', '{}'),
  (4, '{"curiosity": 90, "craft": 80, "openness": 70}', '{"patient": 60, "curious": 90}',
    '{sage,magician}', '{radio,repair}', '{wave}', '{[40,46),[120,126)}', '{}', '{}'),
  (5, '{"fairness": 70, "openness": 90, "safety": 80}', '{"curious": 80, "exact": 60}',
    '{sage,explorer}', '{river,flood}', '{bridge,wave}', '{[18,21),[42,46)}', '{}', '{flood}'),
  (7, '{"openness": 60, "beauty": 90}', '{"patient": 90}', '{creator,lover}', '{meadow,river}',
    '{leaf}', '{[40,46)}', '{}', '{}'),
  (8, '{"openness": 90, "craft": 80, "curiosity": 70}', '{"exact": 70, "curious": 70}',
    '{creator,sage}', '{library,repair}', '{}', '{[42,46),[120,126)}', '{}', '{}'),
  (10, '{"craft": 100, "fairness": 40}', '{"patient": 80}', '{everyman,hero}', '{repair,wood}',
    '{}', '{[120,128)}', '{}', '{}')
) as written (
  person, values, traits, archetypes, motifs, glyphs, hours, masked_factors, masked_names
);
