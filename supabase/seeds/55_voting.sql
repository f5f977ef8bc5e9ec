-- A decision that is made. Its ballots are fixed, so that its published readings can be, too.
insert into public.polls (
  id, space_id, author_id, title, description, modality, lens, relevance, status, closes_at,
  opened_at, option_count, frozen_lens, tie_seed, expert_cuts, eligible_count, closed_at, tallied_at,
  published_at
)
values (
  '00000000-0000-4000-8002-000000000001', '00000000-0000-4000-8001-000000000001',
  private.identity_of(
    '00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8001-000000000001'
  ), 'Which crossing do we repair first?',
  'Money for one this year. The footbridge is the shorter way to school; the ford floods in spring.',
  'plurality', 'ekoh', '{"0732": 700000, "0521": 300000}', 'published', now() + interval '1 hour',
  clock_timestamp(), 3, '{"cap": 1000000, "kind": "ekoh", "relevance": {"0521": 300000, "0732": 700000}}',
  '6e1c1f45f767e5721dda8c6378cf4f98009ca4148cd8986b898d4fcc63adacee', '{}', 11, now(), now(), now()
);
update private.poll_secrets
set salt = decode(repeat('5a', 32), 'hex')
where poll_id = '00000000-0000-4000-8002-000000000001';

alter table public.poll_options disable trigger poll_options_before_change_guard;
insert into public.poll_options (id, poll_id, position, label)
select
  ('00000000-0000-4000-8003-' || lpad(place::text, 12, '0'))::uuid,
  '00000000-0000-4000-8002-000000000001', place - 1, label
from unnest(array['The footbridge', 'The mill weir', 'The ford']) with ordinality as o (label, place);
alter table public.poll_options enable trigger poll_options_before_change_guard;

insert into public.ballots (poll_id, voter_tag, profile_id, choice, nonce)
select s.poll_id, extensions.hmac(uuid_send(v.voter), s.salt, 'sha256'), v.voter, v.choice::jsonb,
  decode(repeat(lpad(v.choice, 2, '0'), 16), 'hex')
from private.poll_secrets s
cross join (
  select ('00000000-0000-4000-8000-' || lpad(person::text, 12, '0'))::uuid as voter, choice::text
  from (values (1, 0), (2, 0), (3, 2), (4, 2), (5, 2), (6, 0), (7, 1), (8, 0), (9, 0)) as b (person, choice)
) as v
where s.poll_id = '00000000-0000-4000-8002-000000000001';

insert into public.poll_results (
  id, poll_id, lens, engine_version, lens_definition, lens_hash, snapshot_hash, ballots_root,
  ballot_count, eligible_count, total_weight, winners, result, changes_winner,
  agreement_bps, experts, warnings
)
select
  ('00000000-0000-4000-8004-' || lpad(n::text, 12, '0'))::uuid,
  '00000000-0000-4000-8002-000000000001', lens::public.poll_lens, '1', definition::jsonb, lens_hash,
  snapshot_hash, '5ea64af94712cbf83b8cd03363c7a82dff3bd703a6c305ab14ee27c4f8c7523b', 9, 11, weight,
  '{0}', result::jsonb, changes_winner, agreement_bps, experts::jsonb, warnings::text[]
from (values
  (1, 'equal', '{"kind": "equal"}',
    'b622ad220c890bb4bdd35e123394d2b3b45f0dbaa02a1d8ca23a85e1b78114cb',
    'b12288b3877812f10b877aee30431f86cba3b0148b98833086092d1659dceba6', 9000000,
    '{"ballots": 9, "method": "plurality", "ranking": [[0], [2], [1]], "ties": [],
      "totals": ["5000000", "1000000", "3000000"], "weight": "9000000", "winners": [0]}',
    null, 5555, null, '{}'),
  (2, 'ekoh', '{"cap": 1000000, "kind": "ekoh", "relevance": {"0521": 300000, "0732": 700000}}',
    'ab8d3aff5fa6c6516152fcdceb803984bde88f78cf482af484b75a0bb0e4c4c6',
    'fe8944b633ea02280e910373e23230d0899ae5e418b7909eb35a444f49225aad', 9918923,
    '{"ballots": 9, "method": "plurality", "ranking": [[0], [2], [1]], "ties": [],
      "totals": ["5000000", "1000000", "3918923"], "weight": "9918923", "winners": [0]}',
    false, 5040, '{"count": 0, "cuts": {}}', '{expert_threshold_not_met}')
) as r (
  n, lens, definition, lens_hash, snapshot_hash, weight, result, changes_winner, agreement_bps,
  experts, warnings
);

insert into public.ballot_weights (result_id, voter_tag, raw_weight, weight)
select '00000000-0000-4000-8004-000000000002', b.voter_tag, 1000000,
  case b.profile_id
    when '00000000-0000-4000-8000-000000000003' then 1597692
    when '00000000-0000-4000-8000-000000000005' then 1321231
    else 1000000
  end
from public.ballots b
where b.poll_id = '00000000-0000-4000-8002-000000000001';

select private.plant_receipts('00000000-0000-4000-8002-000000000001');

-- A decision to make, by the same commands that an app calls.
do $$
declare
  poll uuid;
  person record;
begin
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000005"}', true);
  poll := (public.create_poll(
    space => '00000000-0000-4000-8001-000000000001',
    title => 'Market Street without cars on Saturdays?',
    description => 'From April to October, eight to six. Deliveries before eight.',
    modality => 'yes_no'
  )).id;
  perform public.open_poll(poll);
  for person in
    select * from (values (1, 'yes'), (2, 'no'), (7, 'yes'), (10, 'abstain')) as b (number, choice)
  loop
    perform set_config('request.jwt.claims', jsonb_build_object(
      'sub', '00000000-0000-4000-8000-' || lpad(person.number::text, 12, '0'))::text, true);
    perform public.cast_ballot(poll, to_jsonb(person.choice));
  end loop;
  perform set_config('request.jwt.claims', '', true);
end
$$;

-- Somebody doubted the result, and was answered.
do $$
declare
  poll constant uuid := '00000000-0000-4000-8002-000000000001';
begin
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000007"}', true);
  perform public.contest_poll(poll, 'I do not find my ballot in the count.');
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000001"}', true);
  perform public.dismiss_contest(poll, 'The proof of your receipt leads to the published root.');
  perform set_config('request.jwt.claims', '', true);
end
$$;
