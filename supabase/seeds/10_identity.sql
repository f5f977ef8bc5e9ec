-- Lena was lena until somebody in the next town joked about it.
do $$
begin
  perform set_config('request.jwt.claims',
    '{"sub": "00000000-0000-4000-8000-000000000012"}', true);
  perform public.choose_handle('lena_novak');
  perform set_config('request.jwt.claims', '', true);
end
$$;

-- In the assembly Farid speaks under another name, and Inês under none.
do $$
declare
  riverside constant uuid := '00000000-0000-4000-8001-000000000001';
begin
  perform set_config('request.jwt.claims',
    '{"sub": "00000000-0000-4000-8000-000000000006"}', true);
  perform public.set_confidentiality('pseudonym', riverside, 'Number Four');
  perform public.edit_my_identity(riverside, 'Number Four', bio => 'Sees every street twice an hour.');
  perform set_config('request.jwt.claims',
    '{"sub": "00000000-0000-4000-8000-000000000009"}', true);
  perform public.set_confidentiality('anonymous', riverside);
  perform public.set_confidentiality('pseudonym');
  perform set_config('request.jwt.claims', '', true);
end
$$;
