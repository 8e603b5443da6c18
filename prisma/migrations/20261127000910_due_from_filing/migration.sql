-- A request is due by the instant that it was decided at, which the answer to its submit states.
-- p_allowances: [{team, environment, template, measure, limit, asks}]; p_approvers: [{stage, principalId}] of a request that waits.
CREATE OR REPLACE FUNCTION "file_request"(
  p_request jsonb, p_quota_limit integer, p_open_hours integer, p_allowances jsonb, p_approvers jsonb, p_topic text,
  p_key text, p_fingerprint bytea, p_audit_text text
) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  r public.requests := jsonb_populate_record(NULL::public.requests, p_request);
  scope record;
BEGIN
  IF r.holding THEN
    -- In one order for everybody, so that two submits never wait for each other.
    FOR scope IN
      SELECT r.team AS team, r.environment AS environment, r.template_id AS template
      UNION
      SELECT coalesce(a.team, '*'), coalesce(a.environment, '*'), coalesce(a.template, '*')
        FROM jsonb_to_recordset(p_allowances) AS a(team text, environment text, template text)
      ORDER BY 1, 2, 3
    LOOP
      PERFORM FROM quotas q WHERE q.team = scope.team AND q.environment = scope.environment
        AND q.template_id = scope.template FOR UPDATE;
      IF NOT FOUND THEN
        INSERT INTO quotas (team, environment, template_id) VALUES (scope.team, scope.environment, scope.template)
          ON CONFLICT DO NOTHING;
        PERFORM FROM quotas q WHERE q.team = scope.team AND q.environment = scope.environment
          AND q.template_id = scope.template FOR UPDATE;
      END IF;
    END LOOP;
    IF p_quota_limit <= (SELECT count(*) FROM requests h
        WHERE h.team = r.team AND h.environment = r.environment AND h.template_id = r.template_id AND h.holding)
      OR EXISTS (SELECT FROM requests h WHERE h.team = r.team AND h.environment = r.environment
        AND h.resource_type = r.resource_type AND h.name = r.name AND h.holding)
      OR EXISTS (SELECT FROM jsonb_to_recordset(p_allowances)
          AS a(team text, environment text, template text, measure text, "limit" double precision, asks double precision)
        WHERE held_by(a.team, a.environment, a.template, a.measure, '') + a.asks > a."limit")
    THEN
      RETURN false;
    END IF;
    r.expires_at := r.created_at + make_interval(hours => p_open_hours);
  END IF;
  IF r.state = 'pending_approval' THEN
    r.stage := 0;
    r.stage_asked_at := r.created_at;
  END IF;
  INSERT INTO requests VALUES (r.*);
  INSERT INTO approvers (request_id, revision, stage, principal_id, open, risk, asked_at)
    SELECT r.id, r.revision, a.stage, a."principalId", a.stage = r.stage, r.risk, r.stage_asked_at
    FROM jsonb_to_recordset(p_approvers) AS a(stage integer, "principalId" text)
    WHERE r.state = 'pending_approval';
  IF p_key IS NOT NULL THEN
    INSERT INTO idempotency_keys (principal_id, key, fingerprint, request_id)
      VALUES (r.requester_id, p_key, p_fingerprint, r.id);
  END IF;
  PERFORM append_audit('request:' || r.id, r.id, p_audit_text);
  IF p_topic IS NOT NULL THEN
    INSERT INTO outbox (topic, key, payload) VALUES (p_topic, r.id, jsonb_build_object('requestId', r.id));
    PERFORM pg_notify('latchkey_outbox', '');
  END IF;
  RETURN true;
END $$;
