-- What lets others check a result: the Merkle tree over a poll's receipts, kept so that a voter's
-- proof reads three pages instead of everybody's receipts, and what a bundle is made of.

create table private.receipt_pages (
  poll_id       uuid not null,
  level         smallint not null,
  number        integer not null,
  first_receipt bytea not null,
  nodes         bytea not null,

  primary key (poll_id, level, number),
  -- How the page above a receipt is found, on any level.
  constraint receipt_pages_poll_id_level_first_receipt_key unique (poll_id, level, first_receipt),
  constraint receipt_pages_poll_id_fkey foreign key (poll_id)
    references public.polls on delete restrict,
  constraint receipt_pages_at_most_256_nodes check (
    octet_length(nodes) between 32 and 8192 and octet_length(nodes) % 32 = 0
  )
);
comment on table private.receipt_pages is
  'The Merkle tree over the receipts of a poll, by pages of 256 nodes. Level 0: hashes of the '
  'leaves, ordered by receipt; above: the roots of 256 pages.';

create function private.page_root(nodes bytea)
returns bytea
language plpgsql immutable strict security invoker set search_path = ''
as $$
begin
  while octet_length(nodes) > 32 loop
    select string_agg(
      -- A lone last node rises unchanged.
      case octet_length(pair.nodes)
        when 64 then sha256('\x01'::bytea || pair.nodes) else pair.nodes
      end,
      ''::bytea order by pair.place
    )
    into nodes
    from (
      select pairs.place, substring(page_root.nodes from pairs.place for 64) as nodes
      from generate_series(1, octet_length(page_root.nodes), 64) as pairs (place)
    ) as pair;
  end loop;
  return nodes;
end;
$$;
comment on function private.page_root is
  'Root of a page of nodes, hashes of 32 bytes end to end, as RFC 6962 pairs them.';

-- From the ballots, every time: a tree kept from an earlier count would hide that they changed. Here
-- and not in the engine, which would hash a million nodes in several times the time.
create function private.plant_receipts(poll uuid)
returns text
language plpgsql volatile security definer set search_path = '' set work_mem = '128MB'
as $$
declare
  grown integer := 0;
  root bytea;
begin
  if not exists (
    select from public.polls p where p.id = poll and p.closed_at is not null
  ) then
    perform private.fail(409, 'poll_not_closed', 'Close the poll before counting it.');
  end if;
  delete from private.receipt_pages x where x.poll_id = poll;
  insert into private.receipt_pages (poll_id, level, number, first_receipt, nodes)
  select poll, 0, sorted.place / 256,
    string_agg(sorted.receipt, ''::bytea) filter (where sorted.place % 256 = 0),
    string_agg(sha256('\x00'::bytea || sorted.receipt), ''::bytea order by sorted.place)
  from (
    select b.receipt, row_number() over (order by b.receipt) - 1 as place
    from public.ballots b
    where b.poll_id = poll
  ) as sorted
  group by sorted.place / 256;
  -- A level has one node for each page of the one below, until a level is a single page.
  while (
    select count(*) > 1
    from private.receipt_pages x
    where x.poll_id = plant_receipts.poll and x.level = grown
  ) loop
    insert into private.receipt_pages (poll_id, level, number, first_receipt, nodes)
    select poll, grown + 1, x.number / 256,
      string_agg(x.first_receipt, ''::bytea) filter (where x.number % 256 = 0),
      string_agg(private.page_root(x.nodes), ''::bytea order by x.number)
    from private.receipt_pages x
    where x.poll_id = plant_receipts.poll and x.level = grown
    group by x.number / 256;
    grown := grown + 1;
  end loop;
  select private.page_root(x.nodes) into root
  from private.receipt_pages x
  where x.poll_id = plant_receipts.poll and x.level = grown;
  -- The root of no receipts is the hash of nothing.
  return encode(coalesce(root, sha256('')), 'hex');
end;
$$;
comment on function private.plant_receipts is
  'Writes the tree over a closed poll''s receipts, for proofs, and returns its root in lower hex. '
  'Errors: 409 poll_not_closed.';

create function private.receipt_pages(poll uuid, level integer, first integer)
returns table (number integer, first_receipt bytea, nodes bytea)
language sql stable security definer set search_path = ''
begin atomic
  select x.number, x.first_receipt, x.nodes
  from private.receipt_pages x
  where x.poll_id = poll and x.level = receipt_pages.level and x.number >= first
  order by x.number
  limit 256;
end;
comment on function private.receipt_pages(uuid, integer, integer) is
  '256 neighbouring pages of a level: those below one page of the next.';

create function private.receipt_path(poll uuid, receipt bytea)
returns table (level integer, number integer, nodes bytea, size integer)
language sql stable security definer set search_path = ''
begin atomic
  select levels.level, page.number, page.nodes, leaves.size
  from (
    select last.number * 256 + octet_length(last.nodes) / 32
    from private.receipt_pages last
    where last.poll_id = poll and last.level = 0
    order by last.number desc
    limit 1
  ) as leaves (size)
  cross join generate_series(
    0, (select max(x.level) from private.receipt_pages x where x.poll_id = poll)
  ) as levels (level)
  cross join lateral (
    select x.number, x.nodes
    from private.receipt_pages x
    where x.poll_id = poll and x.level = levels.level
      and x.first_receipt <= receipt_path.receipt
    order by x.first_receipt desc
    limit 1
  ) as page
  order by levels.level;
end;
comment on function private.receipt_path is
  'The pages on a receipt''s way to the root, and how many leaves there are. None before the tally.';

-- Ballots show once the poll is published, to whoever sees the poll, and not before to anybody.
create function private.bundle_head(reading uuid)
returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  person uuid := private.caller_id();
  result public.poll_results;
begin
  select r.* into result from public.poll_results r where r.id = reading;
  if result.poll_status in ('published', 'contested') and (
    result.visibility = 'public' or private.has_space_role(result.space_id, person, 'member')
  ) then
    return private.poll_for_tally(result.poll_id) || jsonb_build_object('reading', to_jsonb(result));
  elsif private.runs_poll(result.poll_id) then
    perform private.fail(409, 'not_published', 'Publish the poll first.');
  end if;
  perform private.fail(404, 'reading_not_found', 'There is no such reading.');
end;
$$;
comment on function private.bundle_head is
  'The poll as for the tally, and its "reading". Errors: 401 sign_in_required, '
  '404 reading_not_found, 409 not_published.';

create function private.bundle_ballots(reading uuid, after bytea default '', page integer default 1000)
returns table (
  voter text, choice jsonb, nonce text, weight bigint, known jsonb
)
language plpgsql stable security definer set search_path = ''
as $$
declare
  result public.poll_results;
begin
  select r.* into result
  from public.poll_results r
  join public.polls p on p.id = r.poll_id
    -- Who knows somebody's expertise knows them by the weight of their ballot.
    and (p.secrecy = 'public' or (p.secrecy = 'pseudonymous' and r.lens = 'equal'))
  where r.id = reading;
  return query
    with voters as materialized (
      select b.voter_tag, b.choice, b.nonce
      from public.ballots b
      where b.poll_id = result.poll_id and b.voter_tag > after
      order by b.voter_tag
      limit page
    )
    select encode(v.voter_tag, 'hex'), v.choice, encode(v.nonce, 'hex'), coalesce(w.weight, 1_000_000),
      i.known
    from voters v
    left join public.ballot_weights w on w.result_id = reading and w.voter_tag = v.voter_tag
    left join (
      select x.voter_tag, x.known
      from public.polls p,
        private.lens_inputs(p, result.lens_definition, after, page) as x
      -- Of votes that are delegated the snapshot is the delegations.
      where p.id = result.poll_id and result.lens <> 'delegated'
    ) as i on i.voter_tag = v.voter_tag
    order by v.voter_tag;
end;
$$;
comment on function private.bundle_ballots is
  'A page of what a reading counted, by voter tag: ballots, their weights, and what the snapshot '
  'holds of the voters. Nothing of a secret poll, and of a pseudonymous one only what '
  'weighs the same.';

revoke execute on function
  private.page_root, private.plant_receipts, private.receipt_pages, private.receipt_path,
  private.bundle_head, private.bundle_ballots
from public;
grant execute on function
  private.plant_receipts, private.receipt_pages, private.receipt_path,
  private.bundle_head, private.bundle_ballots
to service_role;
