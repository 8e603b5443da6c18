-- The clock of a resource: how often and until when it was extended, and since when it has been frozen.
ALTER TABLE "resources"
  ADD COLUMN "extensions" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "extended_at" TIMESTAMPTZ(3),
  ADD COLUMN "extended_until" TIMESTAMPTZ(3),
  ADD COLUMN "frozen_at" TIMESTAMPTZ(3);
UPDATE "resources" SET "frozen_at" = "updated_at" WHERE "state" = 'frozen';

-- What a request asks for: a new thing, a later end of one, or its destruction. The version before files new things alone.
ALTER TABLE "requests"
  ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'provision',
  ADD COLUMN "about_resource_id" TEXT REFERENCES "resources"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  ADD CONSTRAINT "requests_kind_check" CHECK ("kind" IN ('provision', 'extend', 'destroy')),
  ADD CONSTRAINT "requests_about_check" CHECK (("kind" = 'provision') = ("about_resource_id" IS NULL)),
  -- What is about a thing that exists reserves nothing.
  ADD CONSTRAINT "requests_about_holding_check" CHECK ("kind" = 'provision' OR NOT "holding");
CREATE INDEX "requests_about_resource_id_idx" ON "requests" ("about_resource_id");
-- One open request of each kind about a resource, whoever asks and however often.
CREATE UNIQUE INDEX "requests_open_about_key" ON "requests" ("about_resource_id", "kind")
  WHERE "about_resource_id" IS NOT NULL AND "state" IN ('pending_approval', 'approved', 'provisioning');

-- min(first claim, ready + claim window) + lifetime, or as far as it was extended; a thing with an end of its own, which
-- its facts state as `notAfter`, counts from ready and never lasts longer than that. Null: it is not ready.
CREATE FUNCTION "resource_ends_at"(
  p_ready_at timestamptz, p_first_claim_at timestamptz, p_claim_window_hours integer, p_lifetime_hours integer,
  p_extended_until timestamptz, p_facts jsonb
) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN p_ready_at IS NOT NULL THEN least(own.ends, greatest(p_extended_until,
    CASE WHEN own.ends IS NOT NULL THEN p_ready_at
      ELSE least(p_first_claim_at, p_ready_at + make_interval(hours => p_claim_window_hours)) END
    + make_interval(hours => p_lifetime_hours))) END
  FROM (SELECT CASE WHEN p_facts ->> 'notAfter' ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$'
    THEN (p_facts ->> 'notAfter')::timestamptz END AS ends) own
$$;
REVOKE ALL ON FUNCTION "resource_ends_at"(timestamptz, timestamptz, integer, integer, timestamptz, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "resource_ends_at"(timestamptz, timestamptz, integer, integer, timestamptz, jsonb)
  TO latchkey_web, latchkey_worker;

-- Nothing has ended what was past its end until now: it gets a week, in which its owner is told.
UPDATE "resources" SET "extended_until" = CURRENT_TIMESTAMP + interval '7 days', "expires_at" = CURRENT_TIMESTAMP + interval '7 days'
  WHERE "state" = 'active' AND "expires_at" < CURRENT_TIMESTAMP + interval '1 day';

-- Ends a claim in `revealed`: keeps what was sealed to the one browser key, drops the payload, starts the resource's
-- clock at the first claim that is no emergency and appends the event, all or nothing. Gives NULL and does nothing when
-- a newer claim holds the grant or it was ended meanwhile. What was extended before does not end earlier.
CREATE OR REPLACE FUNCTION "reveal_api"."commit_reveal"(
  p_grant text, p_fence bigint, p_public_key_hash bytea, p_enc bytea, p_ciphertext bytea, p_ack_hash bytea,
  p_refetch_seconds integer, p_audit_text text
) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_now timestamptz;
  v_resource text;
  v_request text;
  v_refetch_until timestamptz;
BEGIN
  -- The resource's row before the grant's, as everywhere; its stream takes the event.
  SELECT r.id, r.request_id INTO v_resource, v_request
    FROM public.resources r
    WHERE r.id = (SELECT g.resource_id FROM public.grants g WHERE g.id = p_grant) AND r.state = 'active'
    FOR UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  v_now := clock_timestamp();
  UPDATE public.grants
    SET state = 'revealed', revealed_at = v_now, claim_lease_until = NULL, ack_hash = p_ack_hash
    WHERE id = p_grant AND state = 'claiming' AND claim_fence = p_fence;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  DELETE FROM public.sealed_payloads WHERE grant_id = p_grant;
  v_refetch_until := v_now + make_interval(secs => p_refetch_seconds);
  INSERT INTO public.revealed_ciphertexts(grant_id, public_key_hash, enc, ciphertext, refetch_until)
    VALUES (p_grant, p_public_key_hash, p_enc, p_ciphertext, v_refetch_until);
  UPDATE public.resources
    SET first_claim_at = v_now,
        expires_at = public.resource_ends_at(ready_at, v_now, claim_window_hours, lifetime_hours, extended_until, facts),
        updated_at = v_now
    WHERE id = v_resource AND first_claim_at IS NULL
      AND EXISTS (SELECT FROM public.grants g WHERE g.id = p_grant AND g.emergency_id IS NULL);
  PERFORM public.append_audit('resource:' || v_resource, v_request, p_audit_text);
  RETURN v_refetch_until;
END $$;

-- As before, and for requests about a thing that exists: they reserve nothing, and are due like any other.
-- p_allowances: [{team, environment, template, measure, limit, asks}]; p_approvers: [{stage, principalId}] of a request that waits.
CREATE OR REPLACE FUNCTION "file_request"(
  p_request jsonb, p_quota_limit integer, p_open_hours integer, p_allowances jsonb, p_approvers jsonb, p_topic text,
  p_key text, p_fingerprint bytea, p_audit_text text
) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  r public.requests := jsonb_populate_record(NULL::public.requests, '{"kind": "provision"}'::jsonb || p_request);
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
  END IF;
  IF r.state IN ('approved', 'pending_approval') THEN
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

-- What the sweeper looks for.
CREATE INDEX "resources_restore_until_idx" ON "resources" ("restore_until") WHERE "state" = 'frozen';

-- web applies an extension that the rules grant at once; the worker applies one that people approved, and asks before it
-- destroys what its environment says needs a yes.
GRANT UPDATE (extensions, extended_at, extended_until, expires_at) ON resources TO latchkey_web;
GRANT EXECUTE ON FUNCTION "file_request"(jsonb, integer, integer, jsonb, jsonb, text, text, bytea, text) TO latchkey_worker;
