-- Lena was lena until somebody in the next town joked about it.
do $$
begin
  perform set_config('request.jwt.claims',
    '{"sub": "00000000-0000-4000-8000-000000000012"}', true);
  perform public.choose_handle('lena_novak');
  perform set_config('request.jwt.claims', '', true);
end
$$;
