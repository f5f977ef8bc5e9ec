-- Quadratic matching, after Buterin, Hitzig and Weyl, "A Flexible Design for Funding Public Goods": a
-- pot is shared among campaigns by (Σ√c)² − Σc, where c is what one person gave to one campaign. Many
-- who give little bring more than one who gives much.
create type public.matching_status as enum ('open', 'paid', 'cancelled');
comment on type public.matching_status is
  'open: campaigns take part, and the pot grows; paid: it was shared out; cancelled: it went back.';

create table public.matching_rounds (
  id          uuid primary key default gen_random_uuid(),
  space_id    uuid not null,
  visibility  public.space_visibility not null,
  title       text not null,
  asset_id    uuid not null,
  pot_amount  bigint not null default 0,
  cap_amount  bigint,
  eligibility jsonb not null default '{}',
  ends_at     timestamptz not null,
  status      public.matching_status not null default 'open',
  created_at  timestamptz not null default now(),
  ended_at    timestamptz,

  constraint matching_rounds_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint matching_rounds_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint matching_rounds_title_1_to_200 check (btrim(title) <> '' and char_length(title) <= 200),
  constraint matching_rounds_title_one_line check (title !~ '[[:cntrl:]]'),
  constraint matching_rounds_pot_amount_not_negative check (pot_amount >= 0),
  constraint matching_rounds_cap_amount_positive check (cap_amount between 1 and 9007199254740991),
  constraint matching_rounds_ended_has_its_date check ((status = 'open') = (ended_at is null))
);
comment on table public.matching_rounds is
  'Pots out of a space''s treasury that add to what its campaigns raise. Written by commands only.';
comment on column public.matching_rounds.visibility is
  'The space''s, copied here so that no policy needs a join.';
comment on column public.matching_rounds.pot_amount is 'What was put in, minor units of the asset.';
comment on column public.matching_rounds.cap_amount is
  'The most that one campaign gets. What is over goes to the others. Null: there is no limit.';
comment on column public.matching_rounds.eligibility is
  'Whose giving is matched, by those eligibility_rules that ask when somebody joined, as of the '
  'opening. {}: everybody''s, members or not.';
comment on column public.matching_rounds.ends_at is
  'The pot is shared out then, and as soon as every campaign in it is settled.';

create index matching_rounds_space_id_idx
  on public.matching_rounds (space_id, created_at desc, id desc);
create index matching_rounds_asset_id_idx on public.matching_rounds (asset_id);
create index matching_rounds_ends_at_idx on public.matching_rounds (ends_at) where status = 'open';

create table public.matching_entries (
  campaign_id uuid primary key,
  round_id    uuid not null,
  space_id    uuid not null,
  visibility  public.space_visibility not null,
  amount      bigint,

  constraint matching_entries_campaign_id_fkey foreign key (campaign_id)
    references public.campaigns on delete cascade,
  constraint matching_entries_round_id_fkey foreign key (round_id)
    references public.matching_rounds on delete restrict,
  constraint matching_entries_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint matching_entries_amount_not_negative check (amount >= 0)
);
comment on table public.matching_entries is
  'Which campaigns take part in a round, each in one at most, and what they got of it. By what score is '
  'not kept: it would tell more of what single people gave than the amount does.';
comment on column public.matching_entries.amount is 'Null until the pot is shared out.';

create index matching_entries_round_id_idx on public.matching_entries (round_id);
create index matching_entries_space_id_idx on public.matching_entries (space_id);

create function private.guard_matching_round()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and (
    to_jsonb(new) - '{visibility}'::text[] = to_jsonb(old) - '{visibility}'::text[]
    or old.status = 'open'
      and to_jsonb(new) - '{visibility,pot_amount,status,ended_at}'::text[]
        = to_jsonb(old) - '{visibility,pot_amount,status,ended_at}'::text[]
  ) then
    return new;
  end if;
  perform private.fail(409, 'append_only', 'The terms of a round stay, and it ends once.');
  return null;
end;
$$;
comment on function private.guard_matching_round is 'Errors: 409 append_only, for every role.';

create trigger matching_rounds_before_change_guard
  before update or delete on public.matching_rounds
  for each row execute function private.guard_matching_round();

create function private.share_visibility_with_matching()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.matching_rounds r set visibility = new.visibility where r.space_id = new.id;
  update public.matching_entries e set visibility = new.visibility where e.space_id = new.id;
  return null;
end;
$$;
comment on function private.share_visibility_with_matching is
  'A space''s rounds change visibility with it.';

create trigger spaces_after_update_share_visibility_with_matching
  after update of visibility on public.spaces
  for each row when (new.visibility <> old.visibility)
  execute function private.share_visibility_with_matching();

-- Sums -------------------------------------------------------------------------------------------

create function private.matching_score(amounts bigint[])
returns numeric
language plpgsql immutable parallel safe security invoker set search_path = ''
as $$
begin
  return (
    with roots as (
      select private.integer_root(a::numeric * 1000000000000) as root from unnest(amounts) as a
    )
    select coalesce(sum(r.root) * sum(r.root) - sum(r.root * r.root), 0) from roots r
  );
end;
$$;
comment on function private.matching_score is
  'What people''s amounts (one each, minor units) bring a campaign: (Σ√c)² − Σc, with every root '
  'rounded down to the sixth decimal and Σc as the sum of the squares of these roots. So it is a '
  'whole number, never below 0, and 0 for a single giver. The unit is 10⁻¹² minor units.';

create function private.matching_shares(pot bigint, scores numeric[], cap bigint)
returns bigint[]
language plpgsql immutable parallel safe security invoker set search_path = ''
as $$
declare
  weights numeric[] := scores;
  left_of_it bigint := pot;
  full_places integer[];
  all_full integer[] := '{}';
  place integer;
  shares bigint[];
begin
  loop
    full_places := array(
      select w.place
      from unnest(weights) with ordinality as w (weight, place)
      where w.weight > 0
        and left_of_it * w.weight >= cap * (select sum(x) from unnest(weights) as x)
    );
    exit when cardinality(full_places) = 0;
    foreach place in array full_places loop
      weights[place] := 0;
    end loop;
    all_full := all_full || full_places;
    left_of_it := left_of_it - cap * cardinality(full_places);
  end loop;
  shares := private.largest_remainder(left_of_it, weights);
  foreach place in array all_full loop
    shares[place] := cap;
  end loop;
  return shares;
end;
$$;
comment on function private.matching_shares is
  'Shares a pot out by scores, to the last unit (private.largest_remainder). With a cap, whoever would '
  'get as much or more gets the cap, and the rest is shared among the others anew; where all get the '
  'cap, some of the pot is left.';

revoke execute on function
  private.guard_matching_round, private.share_visibility_with_matching, private.matching_score,
  private.matching_shares
from public;
