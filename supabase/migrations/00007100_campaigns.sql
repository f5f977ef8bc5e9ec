-- Raising money for something, until a day, with a goal. What people give is kept apart, in an account
-- of the campaign's own, until it is known where it goes: on to who it was raised for, or back.
create type public.campaign_funding as enum ('all_or_nothing', 'keep_it_all');
create type public.campaign_status as enum ('draft', 'open', 'succeeded', 'failed', 'cancelled');
create type public.contribution_status as enum (
  'started', 'given', 'returning', 'returned', 'credited', 'given_up'
);
comment on type public.campaign_funding is
  'all_or_nothing: below the goal everything goes back; keep_it_all: whatever comes together is kept.';
comment on type public.campaign_status is
  'draft: being written; open: people give; succeeded: what was given goes on; failed, cancelled: it '
  'goes back.';
comment on type public.contribution_status is
  'started: to be paid; given: paid; returning: on its way back; returned: all of it is back; '
  'credited: it could not be sent back, and is in the giver''s wallet; given_up: it was not paid.';

create table public.campaigns (
  id                 uuid primary key default gen_random_uuid(),
  space_id           uuid not null,
  visibility         public.space_visibility not null,
  author_id          uuid not null,
  beneficiary_id     uuid,
  title              text not null,
  description        text not null default '',
  funding            public.campaign_funding not null,
  asset_id           uuid not null,
  goal_amount        bigint not null,
  deadline           timestamptz not null,
  status             public.campaign_status not null default 'draft',
  raised_amount      bigint not null default 0,
  contribution_count integer not null default 0,
  paid_amount        bigint,
  created_at         timestamptz not null default now(),
  opened_at          timestamptz,
  ended_at           timestamptz,
  settled_at         timestamptz,

  constraint campaigns_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint campaigns_author_id_fkey foreign key (author_id)
    references public.contextual_identities on delete restrict,
  constraint campaigns_beneficiary_id_fkey foreign key (beneficiary_id)
    references public.contextual_identities on delete restrict,
  constraint campaigns_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint campaigns_title_1_to_200 check (btrim(title) <> '' and char_length(title) <= 200),
  constraint campaigns_title_one_line check (title !~ '[[:cntrl:]]'),
  constraint campaigns_description_at_most_20000 check (char_length(description) <= 20000),
  constraint campaigns_goal_amount_positive check (goal_amount between 1 and 9007199254740991),
  constraint campaigns_progress_not_negative check (
    raised_amount >= 0 and contribution_count >= 0 and paid_amount >= 0
  ),
  constraint campaigns_opened_has_its_date check ((status = 'draft') = (opened_at is null)),
  constraint campaigns_ended_has_its_date check (
    (status in ('succeeded', 'failed', 'cancelled')) = (ended_at is not null)
  ),
  constraint campaigns_settled_when_ended check (settled_at is null or ended_at is not null),
  constraint campaigns_paid_when_succeeded check (
    (paid_amount is not null) = (status = 'succeeded' and settled_at is not null)
  )
);
comment on table public.campaigns is
  'What a space raises money for. Drafts are seen by who may write them.';
comment on column public.campaigns.visibility is
  'The space''s, copied here so that no policy needs a join.';
comment on column public.campaigns.author_id is 'As whom who wrote it appears in the space.';
comment on column public.campaigns.beneficiary_id is
  'As whom the member appears whose wallet gets it. Null: it goes to the space''s treasury.';
comment on column public.campaigns.goal_amount is 'Minor units of the asset.';
comment on column public.campaigns.deadline is 'Nobody begins to give from then on.';
comment on column public.campaigns.raised_amount is
  'What people chose to give, without what went back; as it was at the end. Fees come off it where '
  'the giver did not cover them.';
comment on column public.campaigns.contribution_count is
  'Contributions, not people: a number of people would tell which of them gave twice.';
comment on column public.campaigns.paid_amount is 'What went on.';
comment on column public.campaigns.settled_at is
  'When all of it had gone on, or was back.';

create index campaigns_space_id_idx on public.campaigns (space_id, created_at desc, id desc);
create index campaigns_created_at_idx on public.campaigns (created_at desc, id desc)
  where visibility = 'public' and status <> 'draft';
create index campaigns_author_id_idx on public.campaigns (author_id, created_at desc);
create index campaigns_beneficiary_id_idx on public.campaigns (beneficiary_id);
create index campaigns_asset_id_idx on public.campaigns (asset_id);
create index campaigns_deadline_idx on public.campaigns (deadline) where status = 'open';
create index campaigns_unsettled_idx on public.campaigns (ended_at)
  where ended_at is not null and settled_at is null;

-- Whatever names somebody gives under, they are one person where a campaign is matched. The rows stay
-- when they are erased, and lead to nobody then.
create table private.campaign_contributors (
  id          uuid primary key default gen_random_uuid(),
  campaign_id uuid not null,
  profile_id  uuid,
  amount      bigint not null default 0,

  constraint campaign_contributors_campaign_id_profile_id_key unique (campaign_id, profile_id),
  constraint campaign_contributors_campaign_id_fkey foreign key (campaign_id)
    references public.campaigns on delete restrict,
  constraint campaign_contributors_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint campaign_contributors_amount_not_negative check (amount >= 0)
);
comment on table private.campaign_contributors is
  'What each person gave to a campaign in all, in time and without what went back.';

create index campaign_contributors_profile_id_idx on private.campaign_contributors (profile_id);

create table public.campaign_contributions (
  id                uuid primary key default gen_random_uuid(),
  payment_id        uuid not null,
  campaign_id       uuid not null,
  space_id          uuid not null,
  contributor_id    uuid not null,
  profile_id        uuid,
  shown_identity_id uuid,
  is_anonymous      boolean not null,
  asset_id          uuid not null,
  amount            bigint not null,
  counted_amount    bigint not null default 0,
  message           text not null default '',
  status            public.contribution_status not null default 'started',
  is_late           boolean not null default false,
  given_on          date,

  constraint campaign_contributions_payment_id_key unique (payment_id),
  constraint campaign_contributions_payment_id_fkey foreign key (payment_id)
    references public.payments on delete restrict,
  constraint campaign_contributions_campaign_id_fkey foreign key (campaign_id)
    references public.campaigns on delete restrict,
  constraint campaign_contributions_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint campaign_contributions_contributor_id_fkey foreign key (contributor_id)
    references private.campaign_contributors on delete restrict,
  constraint campaign_contributions_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint campaign_contributions_shown_identity_id_fkey foreign key (shown_identity_id)
    references public.contextual_identities on delete set null,
  constraint campaign_contributions_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint campaign_contributions_amount_positive check (amount > 0),
  constraint campaign_contributions_counted_amount_at_most_amount check (
    counted_amount between 0 and case when is_late then 0 else amount end
  ),
  constraint campaign_contributions_anonymous_shows_nobody check (
    not is_anonymous or shown_identity_id is null
  ),
  constraint campaign_contributions_message_at_most_280 check (char_length(message) <= 280),
  constraint campaign_contributions_given_has_day check (
    (status in ('started', 'given_up')) = (given_on is null)
  )
);
comment on table public.campaign_contributions is
  'What people give to campaigns. What was charged, the fee and who paid are in payments. Members see '
  'what was given openly; of the rest they see the sum.';
comment on column public.campaign_contributions.contributor_id is
  'Whose it is among the campaign''s contributions. Server only.';
comment on column public.campaign_contributions.profile_id is 'Who gives; null once they are erased.';
comment on column public.campaign_contributions.shown_identity_id is
  'As whom the space sees them; null where they give anonymously.';
comment on column public.campaign_contributions.amount is 'Minor units of the asset, as chosen.';
comment on column public.campaign_contributions.counted_amount is
  'How much of it counts: nothing where it is late, and less where some went back.';
comment on column public.campaign_contributions.is_late is
  'Paid when the campaign had ended: it goes back, whatever the campaign came to.';
comment on column public.campaign_contributions.given_on is
  'To the day: a moment would tell who was there just then.';

create index campaign_contributions_campaign_id_idx
  on public.campaign_contributions (campaign_id, given_on desc, id desc);
create index campaign_contributions_profile_id_idx
  on public.campaign_contributions (profile_id, given_on desc, id desc);
create index campaign_contributions_space_id_idx
  on public.campaign_contributions (space_id, given_on desc, id desc);
create index campaign_contributions_contributor_id_idx
  on public.campaign_contributions (contributor_id);
create index campaign_contributions_shown_identity_id_idx
  on public.campaign_contributions (shown_identity_id);
create index campaign_contributions_asset_id_idx on public.campaign_contributions (asset_id);
create index campaign_contributions_kept_idx on public.campaign_contributions (campaign_id, id)
  where status in ('given', 'returning') and not is_late;
create index campaign_contributions_late_idx on public.campaign_contributions (id)
  where status = 'given' and is_late;

-- What people were asked to give for stays as it was when they were asked.
create function private.guard_campaign()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  moving constant text[] := '{visibility,description,status,raised_amount,contribution_count,'
    'paid_amount,opened_at,ended_at,settled_at}'::text[]
    || case old.status when 'draft' then '{title,funding,goal_amount,deadline}' else '{}' end::text[];
begin
  if tg_op = 'DELETE' then
    if old.status = 'draft' then
      return old;
    end if;
    perform private.fail(409, 'append_only', 'What people were asked to give for is kept.');
  elsif to_jsonb(new) - moving <> to_jsonb(old) - moving then
    perform private.fail(409, 'campaign_frozen', 'Only a draft''s terms can be edited.');
  elsif new.status <> old.status and (old.status, new.status) not in (
    ('draft', 'open'), ('open', 'succeeded'), ('open', 'failed'), ('open', 'cancelled'),
    ('succeeded', 'cancelled')
  ) or new.status <> old.status and old.settled_at is not null
    or old.paid_amount is not null
      and (new.paid_amount, new.settled_at) is distinct from (old.paid_amount, old.settled_at)
  then
    perform private.fail(409, 'invalid_transition',
      format('A campaign does not go from %s to %s.', old.status, new.status));
  end if;
  return new;
end;
$$;
comment on function private.guard_campaign is
  'A campaign moves on, and what went on is not paid again. Errors: 409 append_only, '
  '409 campaign_frozen, 409 invalid_transition, for every role.';

create trigger campaigns_before_change_guard
  before update or delete on public.campaigns
  for each row execute function private.guard_campaign();

create trigger campaign_contributions_before_change_keep
  before update or delete on public.campaign_contributions
  for each row execute function private.keep_gift(
    '{status,is_late,given_on,counted_amount}', 'Contributions are kept as they were made.');

create function private.share_visibility_with_campaigns()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.campaigns c set visibility = new.visibility where c.space_id = new.id;
  return null;
end;
$$;
comment on function private.share_visibility_with_campaigns is
  'A space''s campaigns change visibility with it.';

create trigger spaces_after_update_share_visibility_with_campaigns
  after update of visibility on public.spaces
  for each row when (new.visibility <> old.visibility)
  execute function private.share_visibility_with_campaigns();

create function private.campaigns(person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(jsonb_agg(to_jsonb(c) order by c.created_at), '[]')
  from private.identity_owners o
  join public.campaigns c on o.identity_id in (c.author_id, c.beneficiary_id)
  where o.profile_id = person;
end;
comment on function private.campaigns is 'For the export: what they raised money for, or got it.';

revoke execute on function
  private.guard_campaign, private.share_visibility_with_campaigns,
  private.campaigns
from public;

select private.exports_with('campaigns');
select private.holds_personal_data('public.campaign_contributions', 'profile_id', 'detach');
select private.holds_personal_data('private.campaign_contributors', 'profile_id', 'detach', false);
