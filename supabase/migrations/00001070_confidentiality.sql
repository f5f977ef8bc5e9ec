-- How much of themselves people show where they meet. What they show in one space is that space's
-- matter (contextual_identities); here is what a new membership starts with.
create type public.confidentiality_level as enum ('public', 'pseudonym', 'anonymous');
comment on type public.confidentiality_level is
  'public: with the profile; pseudonym: by another name; anonymous: by none.';

create table public.confidentiality_settings (
  profile_id uuid primary key,
  level      public.confidentiality_level not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint confidentiality_settings_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade
);
comment on table public.confidentiality_settings is
  'The level at which a person enters a space. No row: public. Written by set_confidentiality().';

create trigger confidentiality_settings_before_update_set_updated_at
  before update on public.confidentiality_settings
  for each row execute function extensions.moddatetime(updated_at);

select private.holds_personal_data('public.confidentiality_settings', 'profile_id', 'delete');
