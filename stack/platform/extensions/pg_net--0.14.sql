create schema net;

create table net.http_request_queue (
  id                   bigint generated always as identity primary key,
  method               text not null,
  url                  text not null,
  headers              jsonb not null,
  body                 bytea,
  timeout_milliseconds int not null
);

create table net._http_response (
  id           bigint,
  status_code  int,
  content_type text,
  headers      jsonb,
  content      text,
  timed_out    boolean,
  error_msg    text,
  created      timestamptz not null default now()
);
create index on net._http_response (created);

-- Requests leave only when the transaction commits: a notification is delivered at commit.
create function net.wake() returns trigger
language plpgsql
as $$
begin
  notify net_wake;
  return null;
end;
$$;
create trigger http_request_queue_wake after insert on net.http_request_queue
  for each statement execute function net.wake();

-- Query parameters are appended percent-encoded.
create function net._url(url text, params jsonb) returns text
language sql stable
as $$
  select url || coalesce(
    case when position('?' in url) > 0 then '&' else '?' end || string_agg(
      (select string_agg(case when c ~ '[A-Za-z0-9_.~-]' then c
                              else regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', '%\1', 'g') end,
                         '' order by i)
       from regexp_split_to_table(key, '') with ordinality as t(c, i))
      || '=' ||
      coalesce((select string_agg(case when c ~ '[A-Za-z0-9_.~-]' then c
                              else regexp_replace(upper(encode(convert_to(c, 'UTF8'), 'hex')), '(..)', '%\1', 'g') end,
                         '' order by i)
       from regexp_split_to_table(value, '') with ordinality as t(c, i)), ''), '&'), '')
  from jsonb_each_text(params)
$$;

create function net.http_get(
  url text,
  params jsonb default '{}',
  headers jsonb default '{}',
  timeout_milliseconds int default 5000
) returns bigint
language sql volatile security definer set search_path = ''
begin atomic
  insert into net.http_request_queue (method, url, headers, timeout_milliseconds)
  values ('GET', net._url(http_get.url, params), http_get.headers, http_get.timeout_milliseconds)
  returning id;
end;

create function net.http_delete(
  url text,
  params jsonb default '{}',
  headers jsonb default '{}',
  timeout_milliseconds int default 5000,
  body jsonb default null
) returns bigint
language sql volatile security definer set search_path = ''
begin atomic
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values ('DELETE', net._url(http_delete.url, params), http_delete.headers,
          convert_to(http_delete.body::text, 'UTF8'), http_delete.timeout_milliseconds)
  returning id;
end;

create function net.http_post(
  url text,
  body jsonb default '{}',
  params jsonb default '{}',
  headers jsonb default '{"Content-Type": "application/json"}',
  timeout_milliseconds int default 5000
) returns bigint
language sql volatile security definer set search_path = ''
begin atomic
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values ('POST', net._url(http_post.url, params), http_post.headers,
          convert_to(http_post.body::text, 'UTF8'), http_post.timeout_milliseconds)
  returning id;
end;

grant usage on schema net to postgres, anon, authenticated, service_role;
grant select on net.http_request_queue, net._http_response to postgres;
