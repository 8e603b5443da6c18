-- What the reveal process may do: call these functions, and nothing else. It has no right on any table.
-- Every function fixes its search_path and names the schema of everything it touches.

CREATE SCHEMA "reveal_api";
REVOKE ALL ON SCHEMA "reveal_api" FROM PUBLIC;
GRANT USAGE ON SCHEMA "reveal_api" TO latchkey_reveal;

-- Opens by somebody who is not the recipient, kept for ten minutes to be counted over all reveal processes.
CREATE TABLE "reveal_api"."refusals" (
    "principal" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX "refusals_principal_idx" ON "reveal_api"."refusals"("principal", "kind", "at");
CREATE INDEX "refusals_at_idx" ON "reveal_api"."refusals"("at");

-- A grant as its recipient may see it before and after the reveal: names and times, no payload.
-- `access`: `recipient`; `visible` for somebody who may see the request (its requester, a person it was filed for, a
-- member of `p_teams`, or anybody when `p_sees_all`), who is told the recipient's name and nothing else; else NULL.
CREATE FUNCTION "reveal_api"."grant_for_page"(
  p_grant text, p_issuer text, p_subject text, p_teams text[], p_sees_all boolean
) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE
    WHEN g.recipient_issuer = p_issuer AND g.recipient_subject = p_subject AND p.kind = 'user' AND p.disabled_at IS NULL
    THEN jsonb_build_object(
      'access', 'recipient',
      'id', g.id,
      'state', CASE
        WHEN g.state NOT IN ('pending', 'claiming') THEN g.state
        WHEN g.expires_at <= clock_timestamp() THEN 'expired'
        WHEN r.state IN ('frozen', 'destroying', 'destroyed') THEN 'revoked'
        WHEN g.claim_lease_until <= clock_timestamp() THEN 'pending'
        ELSE g.state END,
      'generation', g.generation,
      'classification', g.classification,
      'environment', g.environment,
      'expiresAt', g.expires_at,
      'revealedAt', g.revealed_at,
      'keyId', s.key_id,
      'recipient', jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email),
      'resource', jsonb_build_object('id', r.id, 'name', r.name, 'type', r.type, 'team', r.team, 'state', r.state),
      'request', jsonb_build_object(
        'id', q.id, 'purpose', q.purpose, 'createdAt', q.created_at, 'lifetimeHours', r.lifetime_hours,
        'template', COALESCE(t.document->>'title', q.template_id),
        'requester', jsonb_build_object('name', a.name, 'email', a.email)))
    WHEN p_sees_all OR q.team = ANY(p_teams)
      OR EXISTS (
        SELECT FROM public.principals v
        WHERE v.id IN (q.requester_id, q.on_behalf_of_id) AND v.issuer = p_issuer AND v.subject = p_subject)
    THEN jsonb_build_object('access', 'visible', 'recipient', jsonb_build_object('name', p.name))
  END
  FROM public.grants g
  JOIN public.principals p ON p.id = g.recipient_id
  JOIN public.resources r ON r.id = g.resource_id
  JOIN public.requests q ON q.id = r.request_id
  JOIN public.principals a ON a.id = q.requester_id
  LEFT JOIN public.template_versions t ON t.id = q.template_version_id
  LEFT JOIN public.sealed_payloads s ON s.grant_id = g.id
  WHERE g.id = p_grant
$$;

-- Takes the claim of a pending grant, or of one whose claim was left behind, under a lease and the next fence: of any
-- number of callers exactly one gets `claimed` with the sealed payload and what it is bound to. Everyone else gets the
-- state that stopped them: `not_found`, `claiming`, `not_ready`, `expired`, or the grant's own.
CREATE FUNCTION "reveal_api"."claim"(
  p_grant text, p_issuer text, p_subject text, p_lease_seconds integer,
  OUT status text, OUT fence bigint, OUT resource_id text, OUT request_id text, OUT generation integer,
  OUT classification text, OUT expires_at timestamptz, OUT version integer, OUT alg text, OUT key_id text,
  OUT wrapped_dek bytea, OUT iv bytea, OUT ciphertext bytea, OUT tag bytea
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_state text;
  v_is_over boolean;
BEGIN
  UPDATE public.grants g
    SET state = 'claiming',
        claim_fence = g.claim_fence + 1,
        claim_lease_until = clock_timestamp() + make_interval(secs => p_lease_seconds)
    FROM public.resources r, public.sealed_payloads s, public.principals p
    WHERE g.id = p_grant AND g.recipient_issuer = p_issuer AND g.recipient_subject = p_subject
      AND (g.state = 'pending' OR (g.state = 'claiming' AND g.claim_lease_until <= clock_timestamp()))
      AND g.expires_at > clock_timestamp()
      AND r.id = g.resource_id AND r.state = 'active'
      AND s.grant_id = g.id
      AND p.id = g.recipient_id AND p.kind = 'user' AND p.disabled_at IS NULL
    RETURNING 'claimed', g.claim_fence, r.id, r.request_id, g.generation, g.classification, g.expires_at,
      s.version, s.alg, s.key_id, s.wrapped_dek, s.iv, s.ciphertext, s.tag
    INTO status, fence, resource_id, request_id, generation, classification, expires_at,
      version, alg, key_id, wrapped_dek, iv, ciphertext, tag;
  IF FOUND THEN
    RETURN;
  END IF;
  SELECT g.state, g.expires_at <= clock_timestamp(), r.state
    INTO v_state, v_is_over, status
    FROM public.grants g JOIN public.resources r ON r.id = g.resource_id JOIN public.principals p ON p.id = g.recipient_id
    WHERE g.id = p_grant AND g.recipient_issuer = p_issuer AND g.recipient_subject = p_subject
      AND p.kind = 'user' AND p.disabled_at IS NULL;
  status := CASE
    WHEN NOT FOUND THEN 'not_found'
    WHEN v_state NOT IN ('pending', 'claiming') THEN v_state
    WHEN v_is_over THEN 'expired'
    WHEN status IN ('frozen', 'destroying', 'destroyed') THEN 'revoked'
    WHEN status = 'creating' THEN 'not_ready'
    ELSE 'claiming'
  END;
END $$;

-- Ends a claim in `revealed`: keeps what was sealed to the one browser key, drops the payload, starts the resource's
-- clock at the first claim and appends the event, all or nothing. Gives NULL and does nothing when a newer claim holds
-- the grant or it was ended meanwhile.
CREATE FUNCTION "reveal_api"."commit_reveal"(
  p_grant text, p_fence bigint, p_public_key_hash bytea, p_enc bytea, p_ciphertext bytea, p_refetch_seconds integer,
  p_audit_text text
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
    SET state = 'revealed', revealed_at = v_now, claim_lease_until = NULL
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
        expires_at = LEAST(v_now, ready_at + make_interval(hours => claim_window_hours))
          + make_interval(hours => lifetime_hours),
        updated_at = v_now
    WHERE id = v_resource AND first_claim_at IS NULL;
  PERFORM public.append_audit('resource:' || v_resource, v_request, p_audit_text);
  RETURN v_refetch_until;
END $$;

-- Drops the ciphertexts whose time is over; gives how many.
CREATE FUNCTION "reveal_api"."drop_old_ciphertexts"() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH dropped AS (DELETE FROM public.revealed_ciphertexts WHERE refetch_until <= clock_timestamp() RETURNING 1)
  SELECT count(*) FROM dropped
$$;

-- Gives a claim back that led to nothing. False when it is no longer the caller's.
CREATE FUNCTION "reveal_api"."release_claim"(p_grant text, p_fence bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.grants SET state = 'pending', claim_lease_until = NULL
    WHERE id = p_grant AND state = 'claiming' AND claim_fence = p_fence;
  RETURN FOUND;
END $$;

-- Counts one open by somebody who is not the recipient, known grant or not; false when the principal has had
-- `p_limit` of this kind in the last ten minutes. Calls of one principal queue up, so that none slips through.
CREATE FUNCTION "reveal_api"."count_refusal"(p_issuer text, p_subject text, p_kind text, p_limit integer)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_principal text := encode(sha256(convert_to(length(p_issuer) || ':' || p_issuer || p_subject, 'UTF8')), 'hex');
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('reveal_api.refusals:' || p_kind || ':' || v_principal, 0));
  IF (SELECT count(*) FROM reveal_api.refusals f
      WHERE f.principal = v_principal AND f.kind = p_kind AND f.at > clock_timestamp() - interval '10 minutes') >= p_limit
  THEN
    RETURN false;
  END IF;
  INSERT INTO reveal_api.refusals(principal, kind) VALUES (v_principal, p_kind);
  DELETE FROM reveal_api.refusals f WHERE f.ctid = ANY(ARRAY(
    SELECT o.ctid FROM reveal_api.refusals o WHERE o.at < clock_timestamp() - interval '10 minutes'
    ORDER BY o.at LIMIT 100 FOR UPDATE SKIP LOCKED));
  RETURN true;
END $$;

-- Appends the event of an open by somebody who is not the recipient to the stream of the resource it was for. Changes
-- no grant. False when there is no such grant: then there is nobody to warn.
CREATE FUNCTION "reveal_api"."record_refusal"(p_grant text, p_audit_text text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_resource text;
  v_request text;
BEGIN
  SELECT r.id, r.request_id INTO v_resource, v_request
    FROM public.grants g JOIN public.resources r ON r.id = g.resource_id WHERE g.id = p_grant;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM public.append_audit('resource:' || v_resource, v_request, p_audit_text);
  RETURN true;
END $$;

REVOKE ALL ON ALL TABLES IN SCHEMA "reveal_api" FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA "reveal_api" FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA "reveal_api" TO latchkey_reveal;
