begin;
select plan(13);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
grant execute on function tests.poll to anon, authenticated, service_role;
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing club', 'rowing');
select tests.member('rowing', 'mia');
select tests.be('ola');
select public.create_poll(tests.space('rowing'), 'Engine', 'yes_no');
select public.open_poll(tests.poll('Engine'));
select public.cast_ballot(tests.poll('Engine'), '"yes"');
select tests.be('mia');
select public.cast_ballot(tests.poll('Engine'), '"no"');

-- Open: nothing to prove ----------------------------------------------------------
select tests.be_service();
select tests.refuses($$ select private.plant_receipts(tests.poll('Engine')) $$,
  '409 poll_not_closed', 'no tree grows while people vote');
select is_empty($$ select * from private.receipt_path(tests.poll('Engine'), sha256('')) $$,
  'and there is no way to a root');

-- Closed --------------------------------------------------------------------------
select tests.be('ola');
select public.close_poll(tests.poll('Engine'));
select tests.be_service();
select lives_ok($$ select private.plant_receipts(tests.poll('Engine')) $$,
  'a closed poll''s receipts are planted');
select results_eq($$ select p.number, p.first_receipt, p.nodes
    from private.receipt_pages(tests.poll('Engine'), 0, 0) p $$,
  $$ select 0, (select x.receipt from public.ballots x where x.poll_id = tests.poll('Engine')
        order by x.receipt limit 1),
      string_agg(sha256('\x00'::bytea || b.receipt), ''::bytea order by b.receipt)
    from public.ballots b where b.poll_id = tests.poll('Engine') $$,
  'as the hashes of the leaves, in order of receipts');
select lives_ok($$ select private.plant_receipts(tests.poll('Engine')) $$,
  'counting again plants anew');
select is((select count(*)::integer from private.receipt_pages(tests.poll('Engine'), 0, 0)), 1,
  'and keeps one tree');

-- Many: a tree of three pages and their parent --------------------------------------
select tests.be_owner();
insert into public.ballots (poll_id, voter_tag, choice)
select tests.poll('Engine'), sha256(int4send(n)), '"yes"' from generate_series(1, 598) n;
select tests.be_service();
select private.plant_receipts(tests.poll('Engine'));
select tests.be_owner();
select results_eq($$ select p.number, octet_length(p.nodes)
    from private.receipt_pages(tests.poll('Engine'), 0, 0) p $$,
  $$ values (0, 8192), (1, 8192), (2, 2816) $$, 'a page holds 256 leaves, the last the rest');
select results_eq($$ select p.number, p.nodes, p.first_receipt
    from private.receipt_pages(tests.poll('Engine'), 1, 0) p $$,
  $$ select 0, string_agg(private.page_root(p.nodes), ''::bytea order by p.number),
      (array_agg(p.first_receipt order by p.number))[1]
    from private.receipt_pages(tests.poll('Engine'), 0, 0) p $$,
  'their roots make the page above');
select is(private.plant_receipts(tests.poll('Engine')),
  (select encode(sha256('\x01'::bytea || sha256('\x01'::bytea || substring(p.nodes for 64))
      || substring(p.nodes from 65)), 'hex')
    from private.receipt_pages(tests.poll('Engine'), 1, 0) p), 'and its root is the tree''s');
select tests.be_service();
select results_eq($$
    select b.receipt, w.level, w.size from public.ballots b
    cross join lateral (
      select w.level, w.size, w.nodes from private.receipt_path(b.poll_id, b.receipt) w
    ) w
    where b.poll_id = tests.poll('Engine') and w.level = 0
      and position(sha256('\x00'::bytea || b.receipt) in w.nodes) % 32 = 1
    order by b.receipt $$,
  $$ select b.receipt, 0, 600 from public.ballots b where b.poll_id = tests.poll('Engine')
    order by b.receipt $$, 'the way up from every receipt begins at the page that holds it');
select results_eq($$ select w.level, w.number
    from private.receipt_path(tests.poll('Engine'), decode(repeat('ff', 32), 'hex')) w $$,
  $$ values (0, 2), (1, 0) $$, 'and takes a page of each level');

-- Members -------------------------------------------------------------------------
select tests.be('mia');
select throws_ok($$ select * from private.receipt_path(tests.poll('Engine'), sha256('')) $$,
  '42501', null, 'members ask for proofs through the function alone');
select throws_ok($$ select private.plant_receipts(tests.poll('Engine')) $$, '42501', null,
  'and plant nothing');

select * from finish();
rollback;
