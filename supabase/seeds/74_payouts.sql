-- Esi mended the assembly's roof and was paid for it; most of that went on to her bank, and one payout
-- came back. Told as the sandbox would tell it.
update public.feature_flags set is_enabled = true where key = 'payouts_v1';

do $$
declare
  riverside constant uuid := '00000000-0000-4000-8001-000000000001';
  esi constant uuid := '00000000-0000-4000-8000-000000000005';
  euro constant uuid := private.asset_id('EUR');
  account uuid;
  payout uuid;
begin
  perform private.post_transaction('treasury', 'seed:roof', array[
    private.space_account(riverside, euro), private.wallet_of(esi, euro)
  ], array[-9000, 9000], riverside, description => 'The roof of the assembly hall');

  perform set_config('request.jwt.claims', jsonb_build_object('sub', esi)::text, true);
  account := private.open_payout_account(null, 'DE', 'EUR', 'sandbox') ->> 'id';
  perform private.receive_payment_event('sandbox', jsonb_build_object(
    'id', 'seed:payee:account', 'type', 'account.updated', 'at', now(), 'account', null,
    'live', false, 'object', jsonb_build_object(
      'kind', 'account', 'id', pg_temp.sealed('account:esi'), 'reference', account,
      'status', 'verified', 'missing', '[]'::jsonb)), null, null);
  for number in 1..2 loop
    payout := (private.request_payout(account, 2500 * number, 'seed:' || number)).id;
    perform private.receive_payment_event('sandbox', jsonb_build_object(
      'id', 'seed:payee:transfer:' || number, 'type', 'transfer.created', 'at', now(), 'account', null,
      'live', false, 'object', jsonb_build_object(
        'kind', 'transfer', 'id', pg_temp.sealed('transfer:esi:' || number), 'reference', payout,
        'account', pg_temp.sealed('account:esi'), 'amount', 2500 * number, 'currency', 'EUR',
        'reversed', case number when 1 then 2500 else 0 end)), null, null);
  end loop;
  perform set_config('request.jwt.claims', '', true);
end
$$;

-- Somebody sent money by hand in the provider's dashboard; the comparison of the books found it.
do $$
begin
  perform private.receive_payment_event('sandbox', jsonb_build_object(
    'id', 'seed:by hand', 'type', 'balance_transaction.read', 'at', now(), 'account', null,
    'live', false, 'object', jsonb_build_object(
      'kind', 'balance_transaction', 'id', pg_temp.sealed('line:by hand'), 'type', 'transfer',
      'amount', -1500, 'fee', 0, 'currency', 'EUR', 'payment', null,
      'source', pg_temp.sealed('transfer:by hand'), 'at', now() - interval '3 days')), null, null);
  perform private.keep_provider_reconciliation('sandbox');
end
$$;
