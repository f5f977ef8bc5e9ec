-- Whoever is erased is not paid out any more. What nobody has sent is taken back; what may have been
-- sent is asked about, and booked from where their money waits. Books stay, without the person.
create function private.close_payout_accounts(person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  hold uuid;
begin
  -- Whoever asks for a payout at this moment has the account locked, or waits and finds it closed.
  update public.payout_accounts a
  set closed_at = now()
  where a.profile_id = person and a.closed_at is null;
  -- All of them, before anything of the ledger is locked: what a provider tells locks in this order.
  perform from public.payout_jobs j
  where j.profile_id = person and j.settled_at is null
  order by j.id
  for no key update;
  for hold in
    update public.payout_jobs j
    set status = 'cancelled', failure = 'owner_erased', settled_at = now()
    where j.profile_id = person and j.status = 'requested'
    returning j.hold_id
  loop
    perform private.release_hold(hold);
  end loop;
end;
$$;
comment on function private.close_payout_accounts is
  'Closes an erased person''s accounts at the provider to us, and cancels what waits.';

select private.erases_with('close_payout_accounts');

revoke execute on function private.close_payout_accounts from public;
