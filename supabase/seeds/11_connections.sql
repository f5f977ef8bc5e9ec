-- Who knows whom: asked and answered with the commands.
do $$
declare
  step record;
  connection uuid;
begin
  for step in
    select s.*,
      ('00000000-0000-4000-8000-' || lpad(s.asker::text, 12, '0'))::uuid as asker_id,
      ('00000000-0000-4000-8000-' || lpad(s.asked::text, 12, '0'))::uuid as asked_id
    from (values
      (1, 1, 5, 'friendship', 'Tea after the assembly?', 'accepted'),
      (2, 12, 3, 'mentorship', 'I start on bridges in spring. May I ask you things?', 'accepted'),
      (3, 8, 7, 'collaboration', 'The library needs a garden, and the garden a map.', 'accepted'),
      (4, 4, 10, 'friendship', null, 'accepted'),
      (5, 10, 4, 'collaboration', 'A ladder and a radio mast.', 'pending'),
      (6, 2, 11, 'mentorship', 'How do you keep the books of forty flats?', 'pending'),
      (7, 9, 5, 'friendship', null, 'declined')
    ) as s (place, asker, asked, kind, message, outcome)
    order by s.place
  loop
    perform set_config('request.jwt.claims', json_build_object('sub', step.asker_id)::text, true);
    select c.id into connection
    from public.request_connection(
      step.asked_id, step.kind::public.connection_kind, step.message
    ) as c;
    perform set_config('request.jwt.claims', json_build_object('sub', step.asked_id)::text, true);
    case step.outcome
      when 'accepted' then perform public.accept_connection(connection);
      when 'declined' then perform public.decline_connection(connection);
      else null;
    end case;
  end loop;

  -- Farid does not want to hear from Dmitri.
  perform set_config('request.jwt.claims',
    '{"sub": "00000000-0000-4000-8000-000000000006"}', true);
  perform public.block_person('00000000-0000-4000-8000-000000000004');
  perform set_config('request.jwt.claims', '', true);
end
$$;
