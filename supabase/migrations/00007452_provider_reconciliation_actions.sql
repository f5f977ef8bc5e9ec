-- What operators do about what was found.

create function private.resolve_finding(finding uuid, reason text)
returns public.reconciliation_findings
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  resolved public.reconciliation_findings;
begin
  if not private.has_permission(null, person, 'payment_events.edit') then
    perform private.fail(403, 'permission_required', 'Ask an admin of the installation.');
  elsif (char_length(btrim(resolve_finding.reason)) between 1 and 500) is not true then
    perform private.fail(422, 'reason_required', 'Say in up to 500 characters what it was.');
  end if;
  update public.reconciliation_findings r
  set resolved_at = now(), resolved_by = person, resolution = btrim(resolve_finding.reason)
  where r.id = finding
  returning * into resolved;
  if not found then
    perform private.fail(404, 'finding_not_found', 'There is no such finding.');
  end if;
  return resolved;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function public.resolve_finding(finding uuid, reason text)
returns public.reconciliation_findings
language sql volatile security invoker set search_path = ''
begin atomic
  select private.resolve_finding(finding, reason);
end;
comment on function public.resolve_finding is
  'Puts aside where a provider''s book and ours do not agree, with what it was; once more changes the '
  'words. It is open again when the amounts change. For operators. Errors: 401 sign_in_required, '
  '403 permission_required, 422 reason_required, 404 finding_not_found.';

revoke execute on function private.resolve_finding, public.resolve_finding from public;
grant execute on function private.resolve_finding, public.resolve_finding to authenticated;
