-- What voters put behind their ballots while a poll is open: voice credits, say. Each kind keeps it by
-- person in a table of its own, to give it back; the close keeps here, by tag, what readings need.
create table private.ballot_backings (
  poll_id   uuid not null,
  kind      public.poll_lens not null,
  voter_tag bytea not null,
  amount    bigint not null,

  primary key (poll_id, kind, voter_tag),
  constraint ballot_backings_poll_id_fkey foreign key (poll_id)
    references public.polls on delete restrict,
  constraint ballot_backings_amount_positive check (amount > 0)
);
comment on table private.ballot_backings is
  'What stood behind a ballot when its poll closed, by lens and voter tag, in the lens''s unit. '
  'Append-only, and without names.';

create trigger ballot_backings_before_change_refuse
  before update or delete on private.ballot_backings
  for each row execute function private.refuse_change();

create function private.backings_known(
  poll uuid, kind public.poll_lens, part text, after bytea, page integer
)
returns table (voter_tag bytea, known jsonb)
language sql stable security definer set search_path = ''
begin atomic
  select b.voter_tag, jsonb_build_object(part, b.amount::text)
  from private.ballot_backings b
  where b.poll_id = poll and b.kind = backings_known.kind and b.voter_tag > after
  order by b.voter_tag
  limit page;
end;
comment on function private.backings_known is
  'A snapshot of what stands behind ballots, by voter tag: {part: amount}.';

create function private.lens_of_kind(poll public.polls, kind public.poll_lens)
returns jsonb
language sql immutable security definer set search_path = ''
begin atomic
  select l.lens
  from jsonb_array_elements(poll.frozen_lens || poll.compared_lenses) as l (lens)
  where l.lens ->> 'kind' = kind::text
  limit 1;
end;
comment on function private.lens_of_kind is
  'The lens of this kind that an opened poll is read by, its own or a compared one; null: none.';

revoke execute on function private.backings_known, private.lens_of_kind from public;
