-- Quotas and budgets over any scope: what a request costs and counts for is kept in its row, and a submit looks again at
-- every quota that counts it, under the row of each scope.
ALTER TABLE "requests" ADD COLUMN "monthly_cost" DECIMAL(14,2) NOT NULL DEFAULT 0;
ALTER TABLE "requests" ADD COLUMN "units" INTEGER NOT NULL DEFAULT 1;

-- What a scope holds; NULL is every team, environment or template.
CREATE FUNCTION "held_by"(p_team text, p_environment text, p_template text, p_measure text, p_except text)
RETURNS double precision
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE p_measure
      WHEN 'count' THEN count(*)
      WHEN 'units' THEN coalesce(sum(h.units), 0)
      ELSE coalesce(sum(h.monthly_cost), 0)
    END::double precision
  FROM requests h
  WHERE h.holding AND h.id <> p_except
    AND (p_team IS NULL OR h.team = p_team)
    AND (p_environment IS NULL OR h.environment = p_environment)
    AND (p_template IS NULL OR h.template_id = p_template)
$$;
REVOKE ALL ON FUNCTION "held_by"(text, text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "held_by"(text, text, text, text, text) TO latchkey_web, latchkey_worker;

-- What holds is a small part of the ledger.
CREATE INDEX "requests_holding_scope_idx" ON "requests" ("team", "environment", "template_id") WHERE "holding";

DROP FUNCTION "file_request"(jsonb, integer, integer, text, text, bytea, text);

-- p_allowances: [{team, environment, template, measure, limit, asks}]
CREATE FUNCTION "file_request"(
  p_request jsonb, p_quota_limit integer, p_open_hours integer, p_allowances jsonb, p_topic text, p_key text,
  p_fingerprint bytea, p_audit_text text
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
    r.expires_at := clock_timestamp() + make_interval(hours => p_open_hours);
  END IF;
  INSERT INTO requests VALUES (r.*);
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
REVOKE ALL ON FUNCTION "file_request"(jsonb, integer, integer, jsonb, text, text, bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "file_request"(jsonb, integer, integer, jsonb, text, text, bytea, text) TO latchkey_web;
