-- What people of Riverside earned so far, and what the assembly has in the bank.
do $$
declare
  riverside constant uuid := '00000000-0000-4000-8001-000000000001';
  live constant uuid := private.asset_id('LIVE');
  chrona constant uuid := private.asset_id('CHRONA');
  euro constant uuid := private.asset_id('EUR');
begin
  perform private.post_transactions(array(
    select ('opening', 'seed:' || s.code || ':' || p.number, array[
        private.system_account(private.asset_id(s.code), 'issuance'),
        private.wallet_of(
          ('00000000-0000-4000-8000-' || lpad(p.number::text, 12, '0'))::uuid,
          private.asset_id(s.code))
      ], array[-s.amount, s.amount], riverside, null, 'Earned before the books were opened', null
      )::private.ledger_posting
    from (values ('LIVE', 120), ('LUCK', 40), ('CHRONA', 350)) as s (code, amount)
    cross join generate_series(1, 9) as p (number)
  ));
  perform private.post_transaction('opening', 'seed:riverside', array[
    private.system_account(euro, 'provider:sandbox', 'asset'),
    private.space_account(riverside, euro)
  ], array[-125000, 125000], riverside, description => 'Carried over from the old books');
  perform private.place_hold(
    private.wallet_of('00000000-0000-4000-8000-000000000007', live), 20, 'stake', 'seed:stake');
end
$$;
