-- The version before files without saying who may decide: the groups of the plan do, for as long as both versions run.
CREATE FUNCTION "file_request"(
  p_request jsonb, p_quota_limit integer, p_open_hours integer, p_allowances jsonb, p_topic text, p_key text,
  p_fingerprint bytea, p_audit_text text
) RETURNS boolean
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT file_request('{"stage_escalated": false, "reminders": 0, "risk": 0}'::jsonb || p_request, p_quota_limit,
    p_open_hours, p_allowances, '[]'::jsonb, p_topic, p_key, p_fingerprint, p_audit_text)
$$;
REVOKE ALL ON FUNCTION "file_request"(jsonb, integer, integer, jsonb, text, text, bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "file_request"(jsonb, integer, integer, jsonb, text, text, bytea, text) TO latchkey_web;
