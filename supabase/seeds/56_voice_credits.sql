-- Where it matters to some more than to others: the lens quadratic.
do $$
declare
  poll uuid;
  person record;
begin
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000001"}', true);
  perform public.set_voice_credits('00000000-0000-4000-8001-000000000001', 100, 90);
  poll := (public.create_poll(
    space => '00000000-0000-4000-8001-000000000001',
    title => 'A lamp on the towpath?',
    description => 'Some walk there every night, most never do.',
    modality => 'yes_no', lens => 'quadratic'
  )).id;
  perform public.open_poll(poll);
  for person in
    select * from (values (2, 'no', null), (4, 'no', null), (7, 'yes', 4)) as b (number, choice, votes)
  loop
    perform set_config('request.jwt.claims', jsonb_build_object(
      'sub', '00000000-0000-4000-8000-' || lpad(person.number::text, 12, '0'))::text, true);
    perform public.cast_ballot(poll, to_jsonb(person.choice));
    if person.votes is not null then
      perform public.put_votes(poll, person.votes);
    end if;
  end loop;
  perform set_config('request.jwt.claims', '', true);
end
$$;
