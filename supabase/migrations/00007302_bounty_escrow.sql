-- Escrow: money goes in, and leaves by an award, by going back, or by both in proportion. Whoever moves
-- it has locked the bounty, and a payment before its bounty, so that nobody waits in a circle; then what
-- the ledger booked is copied into what people read.

-- The ledger's entries of this transaction that were not copied yet, and what they come to.
create function private.book_bounty(bounty uuid)
returns public.bounties
language plpgsql volatile security definer set search_path = ''
as $$
declare
  booked public.bounties;
begin
  insert into public.bounty_transactions (
    bounty_id, space_id, contribution_id, number, kind, amount, transaction_id, booked_at
  )
  select c.bounty_id, c.space_id, c.id, e.account_version, case t.kind
      when 'bounty_contribution' then 'contributed'
      when 'payment' then 'contributed'
      when 'bounty_award' then 'awarded'
      when 'bounty_return' then 'returned'
      when 'refund' then 'returned'
      when 'dispute' then 'reclaimed'
      else 'restored'
    end::public.bounty_transaction_kind, e.amount, e.transaction_id, e.booked_at
  from public.bounty_contributions c
  join private.ledger_entries e on e.account_id = c.account_id and e.booked_at = now()
  join private.ledger_transactions t on t.id = e.transaction_id
  where c.bounty_id = bounty
  order by e.account_id, e.account_version
  on conflict on constraint bounty_transactions_contribution_id_number_key do nothing;

  update public.bounty_contributions c
  set amount = moved.contributed, awarded_amount = moved.awarded, returned_amount = moved.returned,
    due_amount = least(c.due_amount, moved.contributed - moved.awarded - moved.returned)
  from (
    select k.contribution_id,
      coalesce(sum(k.amount) filter (where k.kind = 'contributed'), 0) as contributed,
      coalesce(-sum(k.amount) filter (where k.kind = 'awarded'), 0) as awarded,
      coalesce(-sum(k.amount) filter (where k.kind not in ('contributed', 'awarded')), 0) as returned
    from public.bounty_transactions k
    where k.bounty_id = bounty
    group by k.contribution_id
  ) as moved
  where c.id = moved.contribution_id
    and (c.amount, c.awarded_amount, c.returned_amount)
      <> (moved.contributed, moved.awarded, moved.returned);

  update public.bounties b
  set raised_amount = total.raised, escrowed_amount = total.escrowed
  from (
    select coalesce(sum(c.amount), 0) as raised, coalesce(sum(c.escrowed_amount), 0) as escrowed
    from public.bounty_contributions c
    where c.bounty_id = bounty
  ) as total
  where b.id = bounty
  returning b.* into booked;
  return booked;
end;
$$;
comment on function private.book_bounty is
  'Copies what was just booked on a bounty''s escrow accounts.';

create function private.bounty_contribution(
  bounty public.bounties, identity uuid, source public.bounty_source, payment uuid default null
)
returns public.bounty_contributions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  contribution public.bounty_contributions;
begin
  select c.* into contribution
  from public.bounty_contributions c
  where c.bounty_id = bounty.id and c.identity_id = identity
    and c.source = bounty_contribution.source and c.payment_id is not distinct from payment;
  if not found then
    contribution.id := gen_random_uuid();
    insert into public.bounty_contributions
      (id, bounty_id, space_id, identity_id, source, payment_id, account_id)
    values (
      contribution.id, bounty.id, bounty.space_id, identity, bounty_contribution.source, payment,
      private.system_account(
        bounty.asset_id, 'bounty:' || contribution.id, 'liability', false)
    )
    returning * into contribution;
  end if;
  return contribution;
end;
$$;
comment on function private.bounty_contribution is
  'What somebody put into a bounty, with its escrow account; opened where there is none.';

create function private.open_bounty(bounty public.bounties)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  update public.bounties b
  set status = 'open', opened_at = now()
  where b.id = bounty.id and b.status = 'draft';
end;
comment on function private.open_bounty is 'A draft with something in it is open.';

create function private.account_behind(
  bounty public.bounties, identity uuid, source public.bounty_source default 'wallet'
)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid;
begin
  if source = 'treasury' then
    return private.space_account(bounty.space_id, bounty.asset_id);
  end if;
  select o.profile_id into person
  from private.identity_owners o
  where o.identity_id = account_behind.identity and not private.is_erased(o.profile_id);
  if found then
    return private.wallet_of(person, bounty.asset_id);
  end if;
  return (
    select private.heir_of(a)
    from public.bounty_contributions c
    join public.ledger_accounts a on a.id = c.account_id
    where c.bounty_id = bounty.id
    limit 1
  );
end;
$$;
comment on function private.account_behind is
  'Where what leaves a bounty''s escrow goes: the treasury, the wallet of who appears like that, or, '
  'where they were erased, where the rest of theirs went.';

-- Nobody's identity is in these entries: two names of one person come as one line, and the others
-- would see that one of them is missing.
create function private.post_from_escrow(
  bounty public.bounties, kind text, key text, escrows uuid[], amounts bigint[], payees uuid[],
  parts bigint[]
)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  accounts uuid[];
  sums bigint[];
begin
  select array_agg(l.account), array_agg(l.amount) into accounts, sums
  from (
    select u.account, sum(u.amount)::bigint as amount
    from (
      select e.account, -e.amount as amount from unnest(escrows, amounts) as e (account, amount)
      union all
      select p.account, p.amount from unnest(payees, parts) as p (account, amount)
    ) as u
    group by u.account
    having sum(u.amount) <> 0
    order by u.account
  ) as l;
  if accounts is not null then
    perform private.post_transaction(
      kind, key, accounts, sums, bounty.space_id, 'bounties/' || bounty.id);
  end if;
end;
$$;
comment on function private.post_from_escrow is
  'Pays amounts of escrow accounts to payees in parts, in one posting.';

create function private.settle_bounty(
  bounty public.bounties, outcome public.bounty_status, winners uuid[] default '{}',
  shares bigint[] default '{}', returned_share bigint default 1
)
returns public.bounties
language plpgsql volatile security definer set search_path = ''
as $$
declare
  ids uuid[];
  escrows uuid[];
  balances bigint[];
  back bigint[];
  total bigint;
  parts bigint[];
begin
  select array_agg(c.id order by c.id), array_agg(c.account_id order by c.id),
    array_agg(c.escrowed_amount order by c.id), coalesce(sum(c.escrowed_amount), 0)
  into ids, escrows, balances, total
  from public.bounty_contributions c
  where c.bounty_id = bounty.id and c.escrowed_amount > 0;
  parts := private.largest_remainder(total, shares || returned_share);

  if total > 0 then
    back := private.largest_remainder(parts[cardinality(parts)], balances);
    perform private.post_from_escrow(
      bounty, 'bounty_award', 'bounty_award:' || bounty.id, escrows,
      array(
        select u.balance - u.back
        from unnest(balances, back) with ordinality as u (balance, back, place)
        order by u.place
      ),
      array(
        select private.account_behind(bounty, s.author_id)
        from unnest(winners) with ordinality as w (id, place)
        join public.bounty_submissions s on s.id = w.id
        order by w.place
      ),
      parts[:cardinality(winners)]
    );
    -- What was paid in goes back the way it came, which takes its time.
    update public.bounty_contributions c
    set due_amount = u.back
    from unnest(ids, back) as u (id, back)
    where c.id = u.id and c.source = 'payment' and u.back > 0;
    perform private.post_from_escrow(
      bounty, 'bounty_return', 'bounty_return:' || bounty.id, array_agg(c.account_id),
      array_agg(u.back), array_agg(private.account_behind(bounty, c.identity_id, c.source)),
      array_agg(u.back)
    )
    from unnest(ids, back) as u (id, back)
    join public.bounty_contributions c on c.id = u.id and c.source <> 'payment';
    perform private.book_bounty(bounty.id);
  end if;

  update public.bounty_submissions s
  set status = 'awarded', awarded_amount = u.part
  from unnest(winners, parts[:cardinality(winners)]) as u (id, part)
  where s.id = u.id;
  update public.bounties b
  set status = outcome, ended_at = now()
  where b.id = bounty.id
  returning b.* into bounty;
  return bounty;
end;
$$;
comment on function private.settle_bounty is
  'Ends a bounty that the caller has locked: what is in escrow goes to the winners in shares, and in '
  'returned_share to who put it in, in proportion to what they did.';

revoke execute on function
  private.book_bounty, private.bounty_contribution,
  private.open_bounty, private.account_behind, private.post_from_escrow, private.settle_bounty
from public;
