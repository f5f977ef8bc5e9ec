-- How a space decides where nobody says otherwise: for how long people talk a thing over and vote on
-- it, and what it takes to pass. Proposals and polls take from a template what they leave open, once;
-- what a template says later is for later ones. The polls add their own columns.
create table public.governance_templates (
  id                   uuid primary key default gen_random_uuid(),
  space_id             uuid,
  code                 text not null,
  name                 text not null,
  description          text not null default '',
  deliberation_days    smallint not null default 14,
  voting_days          smallint not null default 7,
  quorum_bps           integer not null default 3300,
  threshold_bps        integer not null default 5100,
  strong_consensus_bps integer not null default 7500,
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),

  constraint governance_templates_space_id_code_key unique nulls not distinct (space_id, code),
  constraint governance_templates_space_id_fkey foreign key (space_id)
    references public.spaces on delete cascade,
  constraint governance_templates_code_format check (code ~ '^[a-z][a-z0-9_]{1,40}$'),
  constraint governance_templates_name_1_to_120 check (
    btrim(name) <> '' and char_length(name) <= 120
  ),
  constraint governance_templates_name_one_line check (name !~ '[[:cntrl:]]'),
  constraint governance_templates_description_at_most_500 check (char_length(description) <= 500),
  constraint governance_templates_deliberation_days_0_to_365 check (
    deliberation_days between 0 and 365
  ),
  constraint governance_templates_voting_days_1_to_365 check (voting_days between 1 and 365),
  constraint governance_templates_quorum_bps_0_to_10000 check (quorum_bps between 0 and 10000),
  constraint governance_templates_threshold_bps_1_to_10000 check (
    threshold_bps between 1 and 10000
  ),
  constraint governance_templates_strong_consensus_bps_1_to_10000 check (
    strong_consensus_bps between 1 and 10000
  )
);
comment on table public.governance_templates is
  'What a decision takes, by name. Without a space_id everybody''s; at most 50 of a space''s own.';
comment on column public.governance_templates.code is
  'What create_poll takes as its template; fixed. None of everybody''s is taken by a space''s own.';
comment on column public.governance_templates.deliberation_days is
  'For a proposal, before the vote.';
comment on column public.governance_templates.voting_days is 'From opening to closing.';
comment on column public.governance_templates.quorum_bps is
  'Share of the eligible who must vote, basis points.';
comment on column public.governance_templates.threshold_bps is
  'Share needed to pass, basis points.';
comment on column public.governance_templates.strong_consensus_bps is
  'Share from which a reading says strong consensus, basis points.';

insert into public.governance_templates
  (code, name, description, deliberation_days, threshold_bps)
values
  ('standard', 'Standard', 'Two weeks to talk and one to vote; more than half.', 14, 5100),
  ('constitutional', 'Constitutional',
    'For the rules by which the rules are made: four weeks to talk, and two thirds.', 28, 6600),
  ('strong_consensus', 'Strong consensus', 'Three quarters have to agree.', 14, 7500);

create trigger governance_templates_before_update_set_updated_at
  before update on public.governance_templates
  for each row execute function extensions.moddatetime(updated_at);

select private.declares_permission('governance_templates.edit', 'organizer',
  'Write templates for how the space decides.');

-- Of everybody's and a space's own first everybody's: what is called constitutional stays so.
create function private.governance_template(space uuid, code text)
returns public.governance_templates
language plpgsql stable security definer set search_path = ''
as $$
declare
  template public.governance_templates;
begin
  select t.* into template
  from public.governance_templates t
  where t.code = governance_template.code and (t.space_id is null or t.space_id = space)
  order by t.space_id nulls first
  limit 1;
  if template.id is null then
    perform private.fail(422, 'unknown_template', 'Choose one of the governance_templates.');
  end if;
  return template;
end;
$$;
comment on function private.governance_template is
  'Everybody''s template of this name, or the space''s. Errors: 422 unknown_template.';

create function private.guard_governance_template()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if new.space_id is null or (select auth.uid()) is not null and not private.has_permission(
    new.space_id, (select auth.uid()), 'governance_templates.edit'
  ) then
    return new;  -- the policy refuses, and says nothing of the space
  end if;
  -- One at a time, so that the second of two counts the first.
  perform from public.spaces s where s.id = new.space_id for no key update;
  if exists (
    select from public.governance_templates t where t.code = new.code and t.space_id is null
  ) then
    perform private.fail(409, 'code_taken', 'Everybody has a template of this name. Find another.');
  elsif (
    select count(*) from public.governance_templates t where t.space_id = new.space_id
  ) >= 50 then
    perform private.fail(409, 'too_many_templates', 'There are 50 of these. Delete one first.');
  end if;
  return new;
end;
$$;
comment on function private.guard_governance_template is
  'A space''s own templates. Errors: 409 code_taken, 409 too_many_templates.';

create trigger governance_templates_before_insert_guard
  before insert on public.governance_templates
  for each row execute function private.guard_governance_template();

revoke execute on function private.governance_template, private.guard_governance_template
from public;
