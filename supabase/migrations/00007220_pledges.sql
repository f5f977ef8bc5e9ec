-- Gifts that go on: what a person gives to a space every week, month or year. The money is a standing
-- order's; this is what the space sees of it, as donations are for gifts.
create type public.pledge_status as enum ('started', 'standing', 'resting', 'ended');
comment on type public.pledge_status is
  'started: nothing was given yet; standing: it goes on; resting: paused, or sent back; ended: over.';

create table public.pledges (
  standing_order_id uuid primary key,
  space_id          uuid not null,
  profile_id        uuid,
  shown_identity_id uuid,
  is_anonymous      boolean not null,
  asset_id          uuid not null,
  amount            bigint not null,
  period            public.charge_period not null,
  message           text not null default '',
  status            public.pledge_status not null default 'started',
  started_on        date,

  constraint pledges_standing_order_id_fkey foreign key (standing_order_id)
    references public.standing_orders on delete restrict,
  constraint pledges_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint pledges_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint pledges_shown_identity_id_fkey foreign key (shown_identity_id)
    references public.contextual_identities on delete set null,
  constraint pledges_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint pledges_anonymous_shows_nobody check (not is_anonymous or shown_identity_id is null),
  constraint pledges_message_at_most_280 check (char_length(message) <= 280)
);
comment on table public.pledges is
  'What people give to a space again and again. What is charged, when and by whom is in '
  'standing_orders. Written by commands, and by what becomes of the standing order.';
comment on column public.pledges.shown_identity_id is
  'As whom the space sees them; null where they give anonymously.';
comment on column public.pledges.amount is 'Minor units of the asset, each period.';
comment on column public.pledges.started_on is
  'When the first of it was given. To the day: a moment would tell who was there just then.';

create index pledges_space_id_idx on public.pledges (space_id, started_on desc, standing_order_id desc);
create index pledges_profile_id_idx on public.pledges (profile_id);
create index pledges_shown_identity_id_idx on public.pledges (shown_identity_id);
create index pledges_asset_id_idx on public.pledges (asset_id);

create function private.follow_pledge()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.pledges p
  set amount = new.amount, period = new.period,
    started_on = coalesce(p.started_on, new.anchor_at::date),
    status = case
      when new.status in ('cancelled', 'ended') then 'ended'
      when new.anchor_at is null then 'started'
      when new.status = 'paused' or new.returned_at is not null then 'resting'
      else 'standing'
    end::public.pledge_status
  where p.standing_order_id = new.id;
  return null;
end;
$$;
comment on function private.follow_pledge is 'A pledge is what its standing order is.';

create trigger standing_orders_after_update_follow_pledge
  after update on public.standing_orders
  for each row when (new.purpose = 'pledge')
  execute function private.follow_pledge();

create function private.forget_pledges(person uuid)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  update public.pledges p set message = '' where p.profile_id = person and p.message <> '';
end;
comment on function private.forget_pledges is 'Takes an erased person''s words off what they gave.';

create trigger pledges_before_delete_refuse
  before delete on public.pledges
  for each row execute function private.refuse_change();

revoke execute on function private.follow_pledge, private.forget_pledges from public;

select private.declares_purpose('pledge', 'order_price', 'follow_order');
select private.erases_with('forget_pledges');
select private.holds_personal_data('public.pledges', 'profile_id', 'detach');
