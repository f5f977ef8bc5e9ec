-- Whoever is erased may be paying at this moment. What a provider tells locks the payment, then what it
-- is for, then the ledger; so does their erasure, which does all else afterwards.
create function private.hold_payments(person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform from public.payments p where p.profile_id = person order by p.id for no key update;
end;
$$;
comment on function private.hold_payments is
  'Locks an erased person''s payments before anything else of theirs.';

select private.erases_with('hold_payments');

revoke execute on function private.hold_payments from public;
