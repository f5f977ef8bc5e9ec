-- Tables that grow for ever are partitioned by month of a timestamptz. Partitions live in `private`,
-- where no API reaches past their parent. Each parent has a default partition too, so that no date
-- ever fails an insert.
create function private.make_month_partitions(parent regclass, months_ahead integer)
returns setof regclass
language plpgsql volatile security definer set search_path = ''
set lock_timeout = '2s'
as $$
declare
  parent_name constant name := (select c.relname from pg_class c where c.oid = parent);
  key constant name := (
    select a.attname
    from pg_partitioned_table p
    join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
    where p.partrelid = parent
  );
  month timestamptz := date_trunc('month', now(), 'UTC');
  partition name;
  is_taken boolean;
begin
  for ahead in 0..months_ahead loop
    partition := format('%s_%s', parent_name, to_char(month at time zone 'UTC', 'YYYY_MM'));
    if to_regclass(format('private.%I', partition)) is null then
      execute format(
        'select exists (select from private.%I where %I >= $1 and %2$I < $2)',
        parent_name || '_default', key
      )
      into is_taken
      using month, month + interval '1 month';
      -- What was written before its month had a partition stays where it is, and the rest of that
      -- month joins it.
      if not is_taken then
        execute format('create table private.%I (like %s including defaults including constraints)',
          partition, parent);
        execute format('alter table %s attach partition private.%I for values from (%L) to (%L)',
          parent, partition, month, month + interval '1 month');
        return next format('private.%I', partition)::regclass;
      end if;
    end if;
    month := month + interval '1 month';
  end loop;
end;
$$;
comment on function private.make_month_partitions is
  'Makes the partitions that are missing for this month and some ahead, and returns them. The default '
  'partition is called private.<table>_default. Gives up when it waits for a lock for 2 seconds, so '
  'that nobody queues behind it: schedule it more often than it is needed.';
revoke execute on function private.make_month_partitions from public;
