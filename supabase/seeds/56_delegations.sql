-- Who cannot come to every decision has somebody vote for them.
do $$
declare
  riverside constant uuid := '00000000-0000-4000-8001-000000000001';
  trust record;
begin
  for trust in
    select * from (values (9, 3, null), (12, 3, '07'), (10, 12, null)) as t (giver, taker, domain)
  loop
    perform set_config('request.jwt.claims', jsonb_build_object(
      'sub', '00000000-0000-4000-8000-' || lpad(trust.giver::text, 12, '0'))::text, true);
    perform public.delegate_vote(riverside, private.identity_of(
      ('00000000-0000-4000-8000-' || lpad(trust.taker::text, 12, '0'))::uuid, riverside
    ), trust.domain);
  end loop;
  perform set_config('request.jwt.claims', '', true);
end
$$;
