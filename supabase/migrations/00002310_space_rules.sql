-- What a space asks of those who write in it, and what it hands them for it.
create type public.space_rule_kind as enum ('rule', 'flair', 'template', 'automod');
comment on type public.space_rule_kind is
  'rule: what is expected; flair: a label to put on posts; template: a text to start from; '
  'automod: words that a post is checked for.';

create table public.space_rules (
  id         uuid primary key default gen_random_uuid(),
  space_id   uuid not null,
  kind       public.space_rule_kind not null,
  title      text not null,
  body       text not null default '',
  value      jsonb not null default '{}',
  position   integer not null,
  is_active  boolean not null default true,
  visibility public.space_visibility not null,
  author_id  uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint space_rules_space_id_kind_title_key unique (space_id, kind, title),
  constraint space_rules_space_id_fkey foreign key (space_id)
    references public.spaces on delete cascade,
  constraint space_rules_author_id_fkey foreign key (author_id)
    references public.contextual_identities on delete set null,
  constraint space_rules_title_not_blank check (btrim(title) <> '' and btrim(title) = title),
  constraint space_rules_title_one_line check (title !~ '[[:cntrl:]]'),
  constraint space_rules_title_at_most_120 check (char_length(title) <= 120),
  constraint space_rules_flair_title_at_most_40 check (
    kind <> 'flair' or char_length(title) <= 40
  ),
  constraint space_rules_body_at_most_4000 check (char_length(body) <= 4000),
  constraint space_rules_template_has_body check (kind <> 'template' or btrim(body) <> ''),
  constraint space_rules_position_from_1 check (position >= 1),
  constraint space_rules_value_is_object check (jsonb_typeof(value) = 'object'),
  constraint space_rules_value_at_most_16_kb check (octet_length(value::text) <= 16384),
  constraint space_rules_value_fits_its_kind check (
    case kind
      when 'flair' then value - 'colour' = '{}'
        and coalesce(value ->> 'colour', '') ~ '^#[0-9a-fA-F]{6}$'
      when 'automod' then value - '{action,words}'::text[] = '{}'
        and coalesce(value ->> 'action', '') in ('flag', 'hold', 'remove')
        and case jsonb_typeof(value -> 'words')
          when 'array' then jsonb_array_length(value -> 'words') between 1 and 200
            and not jsonb_path_exists(value,
              'strict $.words[*] ? (@.type() != "string"
                || !(@ like_regex "^[^[:cntrl:]]{1,100}$") || !(@ like_regex "[^[:space:]]"))')
          else false
        end
      else value = '{}'
    end
  )
);
comment on table public.space_rules is
  'A space''s rules, flairs, templates and automod lists, in its own order. At most 100 of a kind.';
comment on column public.space_rules.value is
  'flair: {"colour": "#rrggbb"}; automod: {"words": [1 to 200 texts], "action": flag, hold or '
  'remove}; rule and template: {}.';
comment on column public.space_rules.position is
  'From 1, in its kind. Set by reorder_space_rules; a deletion leaves a gap.';
comment on column public.space_rules.is_active is
  'What is switched off is seen by those who may write it.';
comment on column public.space_rules.visibility is
  'The space''s: no policy looks a space up per row.';

create index space_rules_space_id_idx on public.space_rules (space_id, kind, position);
create index space_rules_author_id_idx on public.space_rules (author_id);

create trigger space_rules_before_update_set_updated_at
  before update on public.space_rules
  for each row execute function extensions.moddatetime(updated_at);

create function private.share_visibility_with_rules()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.space_rules r set visibility = new.visibility where r.space_id = new.id;
  return null;
end;
$$;
comment on function private.share_visibility_with_rules is
  'A space''s rules change visibility with it.';
revoke execute on function private.share_visibility_with_rules from public;

create trigger spaces_after_update_share_visibility_with_rules
  after update of visibility on public.spaces
  for each row when (new.visibility <> old.visibility)
  execute function private.share_visibility_with_rules();

-- A rule is the space's own, whoever wrote it down.
