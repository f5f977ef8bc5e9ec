-- A council whose first election is talked over; two stand in it. And one whose member was elected.
do $$
declare
  riverside constant uuid := '00000000-0000-4000-8001-000000000001';
  council uuid;
  election uuid;
begin
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000001"}', true);
  council := (public.create_council(
    riverside, 'Town council', 3, 365, 'Speaks for the assembly between its meetings.',
    terms_in_row => 2
  )).id;

  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000006"}', true);
  election := (public.propose_election(
    council, 'Who sits on the town council?', 'Three seats, for a year.'
  )).id;
  perform public.submit_proposal(election);
  perform public.stand_for_council(election, 'I bring the water reports, and read them.');
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000007"}', true);
  perform public.stand_for_council(election, 'Somebody has to speak for the meadow.');

  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000001"}', true);
  council := (public.create_council(
    riverside, 'Market warden', 1, 365, 'Gives out the stalls.', modality => 'approval'
  )).id;
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000005"}', true);
  election := (public.propose_election(
    council, 'Who gives out the stalls?', 'One seat, for a year.'
  )).id;
  perform public.submit_proposal(election);
  perform public.stand_for_council(election, 'I have stood at every one of them.');
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000007"}', true);
  perform public.stand_for_council(election, 'Those who grow should give.');
  perform public.second_proposal(election, 1);
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000006"}', true);
  perform public.second_proposal(election, 1);

  -- Talked over for long enough, as it were.
  perform set_config('request.jwt.claims', '', true);
  update public.proposals p set deliberates_until = now() where p.id = election;
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000005"}', true);
  perform public.open_proposal(election);
  perform set_config('request.jwt.claims', '', true);
end
$$;

-- Its vote: who approves of whom, by the numbers of the people.
do $$
declare
  poll uuid;
  vote record;
begin
  for vote in
    select * from (values (1, '{5}'), (2, '{5}'), (5, '{5}'), (6, '{5,7}'), (7, '{7}'), (8, '{5}'), (9, '{7}'))
      as v (voter, approved)
  loop
    perform set_config('request.jwt.claims', jsonb_build_object(
      'sub', '00000000-0000-4000-8000-' || lpad(vote.voter::text, 12, '0'))::text, true);
    perform public.cast_ballot(p.poll_id, (
      select jsonb_agg(o.position order by o.position)
      from public.council_candidacies c
      join private.identity_owners i on i.identity_id = c.candidate_id
      join public.poll_options o on o.id = c.option_id
      where c.proposal_id = p.id and right(i.profile_id::text, 12)::integer = any (vote.approved::integer[])
    ))
    from public.proposals p
    where p.title = 'Who gives out the stalls?';
  end loop;
  perform set_config('request.jwt.claims', '', true);
end
$$;

-- A week later, as it were: closed, counted, published, uncontested, seated.
alter table public.polls disable trigger user;
update public.polls p set closes_at = now() where p.title = 'Who gives out the stalls?';
alter table public.polls enable trigger user;
select private.advance_polls();

select private.record_reading(
  gen_random_uuid(), p.id, 'equal', '1', '{"kind": "equal"}',
  'b622ad220c890bb4bdd35e123394d2b3b45f0dbaa02a1d8ca23a85e1b78114cb',
  'b12288b3877812f10b877aee30431f86cba3b0148b98833086092d1659dceba6',
  private.plant_receipts(p.id), 7, 7000000, array[o.position],
  jsonb_build_object(
    'ballots', 7, 'blank', '0', 'method', 'approval',
    'ranking', jsonb_build_array(array[o.position], array[1 - o.position], array[2]),
    'ties', '[]'::jsonb,
    'totals', jsonb_build_array(
      case o.position when 0 then '5000000' else '3000000' end,
      case o.position when 0 then '3000000' else '5000000' end, '0'
    ),
    'weight', '7000000', 'winners', array[o.position]
  ),
  agreement_bps => 7142
)
from public.polls p
join public.proposals e on e.poll_id = p.id
join public.council_candidacies c on c.proposal_id = e.id
join private.identity_owners i on i.identity_id = c.candidate_id
join public.poll_options o on o.id = c.option_id
where p.title = 'Who gives out the stalls?'
  and i.profile_id = '00000000-0000-4000-8000-000000000005';
select private.mark_tallied(p.id) from public.polls p where p.title = 'Who gives out the stalls?';
select private.publish_proposal_polls();

alter table public.polls disable trigger user;
update public.polls p
set published_at = now() - interval '8 days'
where p.title = 'Who gives out the stalls?';
alter table public.polls enable trigger user;
select private.seat_councils();
