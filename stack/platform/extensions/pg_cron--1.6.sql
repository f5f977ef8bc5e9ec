create schema cron;

create table cron.job (
  jobid    bigint generated always as identity primary key,
  schedule text not null,
  command  text not null,
  nodename text not null default 'localhost',
  nodeport int not null default inet_server_port(),
  database text not null default current_database(),
  username text not null default current_user,
  active   boolean not null default true,
  jobname  text,
  constraint jobname_username_uniq unique (jobname, username)
);

create table cron.job_run_details (
  jobid          bigint,
  runid          bigint generated always as identity primary key,
  job_pid        int,
  database       text,
  username       text,
  command        text,
  status         text,
  return_message text,
  start_time     timestamptz,
  end_time       timestamptz
);

alter table cron.job enable row level security;
create policy cron_job_policy on cron.job using (username = current_user);
alter table cron.job_run_details enable row level security;
create policy cron_job_run_details_policy on cron.job_run_details using (username = current_user);

-- Five fields of lists, ranges and steps within their bounds, a nickname, or a number of seconds.
create function cron.check_schedule() returns trigger
language plpgsql
as $$
declare
  is_valid boolean := new.schedule ~* '^\s*([1-9]|[1-5]\d)\s+seconds?\s*$'
    or new.schedule ~ '^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$';
begin
  if not is_valid then
    select max(i) = 5 and bool_and(
      item ~* '^(\*|\$|(\d{1,2}|[a-z]{3})(-(\d{1,2}|[a-z]{3}))?)(/[1-9]\d?)?$'
      and not exists (
        select from regexp_matches(split_part(item, '/', 1), '\d+', 'g') n
        where not n[1]::int between ('{0,0,1,1,0}'::int[])[i] and ('{59,23,31,12,7}'::int[])[i]
      ))
    into is_valid
    from regexp_split_to_table(btrim(new.schedule), '\s+') with ordinality as fields(field, i),
      string_to_table(field, ',') as item;
  end if;
  if is_valid is not true then
    raise exception 'invalid schedule: %', new.schedule using errcode = '22023',
      hint = 'Use cron format (e.g. 5 4 * * *), or interval format ''[1-59] seconds''';
  end if;
  return new;
end;
$$;
create trigger job_check_schedule before insert or update of schedule on cron.job
  for each row execute function cron.check_schedule();

create function cron.schedule(job_name text, schedule text, command text) returns bigint
language sql
begin atomic
  insert into cron.job (jobname, schedule, command)
  values (job_name, schedule.schedule, schedule.command)
  on conflict (jobname, username)
    do update set schedule = excluded.schedule, command = excluded.command
  returning jobid;
end;

create function cron.schedule(schedule text, command text) returns bigint
language sql
begin atomic
  insert into cron.job (schedule, command)
  values (schedule.schedule, schedule.command)
  returning jobid;
end;

create function cron.unschedule(job_id bigint) returns boolean
language plpgsql
as $$
begin
  delete from cron.job where jobid = job_id;
  if not found then
    raise exception 'could not find valid entry for job ''%''', job_id;
  end if;
  return true;
end;
$$;

create function cron.unschedule(job_name text) returns boolean
language plpgsql
as $$
begin
  delete from cron.job where jobname = job_name and username = current_user;
  if not found then
    raise exception 'could not find valid entry for job ''%''', job_name;
  end if;
  return true;
end;
$$;

create function cron.alter_job(
  job_id bigint,
  schedule text default null,
  command text default null,
  database text default null,
  username text default null,
  active boolean default null
) returns void
language sql
begin atomic
  update cron.job j
  set schedule = coalesce(alter_job.schedule, j.schedule),
      command  = coalesce(alter_job.command, j.command),
      database = coalesce(alter_job.database, j.database),
      username = coalesce(alter_job.username, j.username),
      active   = coalesce(alter_job.active, j.active)
  where j.jobid = job_id;
end;

revoke execute on all functions in schema cron from public;
grant usage on schema cron to postgres;
grant all on all tables in schema cron to postgres;
grant execute on all functions in schema cron to postgres;
