-- What the schema knows about a person, column by column: the one list that export, erasure and
-- tracing walk. A table that refers to a person says here what happens to the reference.
create type private.erasure as enum ('delete', 'detach', 'keep');
comment on type private.erasure is
  'delete: the row goes; detach: the reference becomes null; keep: it points at the blank profile.';

create table private.personal_columns (
  table_name  regclass not null,
  column_name name not null,
  erasure     private.erasure not null,
  is_exported boolean not null,

  primary key (table_name, column_name)
);
comment on table private.personal_columns is
  'Every column that refers to a person, what erasure does with it, and whether the row is handed '
  'to them by export_my_data().';

-- Every domain calls this at the end of its file, once for each column that refers to profiles.
create function private.holds_personal_data(
  table_name  regclass,
  column_name name,
  erasure     private.erasure,
  is_exported boolean default true
)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  insert into private.personal_columns (table_name, column_name, erasure, is_exported)
  values (table_name, column_name, erasure, is_exported);
end;
comment on function private.holds_personal_data is
  'Declares a column that refers to a person. Rows are exported where they are about the person or '
  'by them; not where the person only decided about somebody else.';
revoke execute on function private.holds_personal_data from public;

select private.holds_personal_data('public.profiles', 'id', 'keep');
