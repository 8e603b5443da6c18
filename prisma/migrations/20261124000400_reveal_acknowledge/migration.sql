-- A lost answer is fetched again by the key that asked for it, and a browser that opened it says so.

-- SHA-256 of the acknowledgement that only who opened the reveal's ciphertext can make: comparing needs no secret here.
ALTER TABLE "grants" ADD COLUMN "ack_hash" BYTEA;
ALTER TABLE "grants" ADD COLUMN "confirmed_at" TIMESTAMPTZ(3);

DROP FUNCTION "reveal_api"."commit_reveal"(text, bigint, bytea, bytea, bytea, integer, text);
DROP FUNCTION "reveal_api"."drop_old_ciphertexts"();

-- Ends a claim in `revealed`: keeps what was sealed to the one browser key, drops the payload, starts the resource's
-- clock at the first claim and appends the event, all or nothing. Gives NULL and does nothing when a newer claim holds
-- the grant or it was ended meanwhile.
CREATE FUNCTION "reveal_api"."commit_reveal"(
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
        expires_at = LEAST(v_now, ready_at + make_interval(hours => claim_window_hours))
          + make_interval(hours => lifetime_hours),
        updated_at = v_now
    WHERE id = v_resource AND first_claim_at IS NULL;
  PERFORM public.append_audit('resource:' || v_resource, v_request, p_audit_text);
  RETURN v_refetch_until;
END $$;

-- Gives a revealed ciphertext again, unchanged, to its recipient and the key it was sealed to, while it is kept.
CREATE FUNCTION "reveal_api"."refetch"(
  p_grant text, p_issuer text, p_subject text, p_public_key_hash bytea,
  OUT enc bytea, OUT ciphertext bytea, OUT generation integer, OUT refetch_until timestamptz
) RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.enc, c.ciphertext, g.generation, c.refetch_until
  FROM public.grants g
  JOIN public.revealed_ciphertexts c ON c.grant_id = g.id
  JOIN public.principals p ON p.id = g.recipient_id
  JOIN public.resources r ON r.id = g.resource_id
  WHERE g.id = p_grant AND g.recipient_issuer = p_issuer AND g.recipient_subject = p_subject
    AND g.state = 'revealed' AND c.public_key_hash = p_public_key_hash AND c.refetch_until > clock_timestamp()
    AND p.kind = 'user' AND p.disabled_at IS NULL AND r.state = 'active'
$$;

-- Ends a reveal in `confirmed` when the acknowledgement is the one that its ciphertext holds, and drops the ciphertext.
-- Says `confirmed` (again, the second time), `mismatch`, `not_found`, or the state that takes none. Changes nothing else.
CREATE FUNCTION "reveal_api"."acknowledge"(
  p_grant text, p_issuer text, p_subject text, p_ack_hash bytea, p_audit_text text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_resource text;
  v_request text;
  v_state text;
  v_matches boolean;
BEGIN
  SELECT r.id, r.request_id INTO v_resource, v_request
    FROM public.resources r
    WHERE r.id = (
      SELECT g.resource_id FROM public.grants g
      WHERE g.id = p_grant AND g.recipient_issuer = p_issuer AND g.recipient_subject = p_subject)
    FOR UPDATE;
  IF NOT FOUND THEN
    RETURN 'not_found';
  END IF;
  SELECT g.state, g.ack_hash IS NOT DISTINCT FROM p_ack_hash INTO v_state, v_matches
    FROM public.grants g WHERE g.id = p_grant FOR UPDATE;
  IF v_state NOT IN ('revealed', 'unconfirmed', 'confirmed') THEN
    RETURN v_state;
  END IF;
  IF NOT v_matches THEN
    RETURN 'mismatch';
  END IF;
  IF v_state <> 'confirmed' THEN
    UPDATE public.grants SET state = 'confirmed', confirmed_at = clock_timestamp() WHERE id = p_grant;
    DELETE FROM public.revealed_ciphertexts WHERE grant_id = p_grant;
    PERFORM public.append_audit('resource:' || v_resource, v_request, p_audit_text);
  END IF;
  RETURN 'confirmed';
END $$;

-- Names some reveals whose two minutes are over without an acknowledgement.
CREATE FUNCTION "reveal_api"."unacknowledged"(p_limit integer, OUT grant_id text, OUT resource_name text, OUT recipient_name text)
RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT g.id, r.name, p.name
  FROM public.revealed_ciphertexts c
  JOIN public.grants g ON g.id = c.grant_id
  JOIN public.resources r ON r.id = g.resource_id
  JOIN public.principals p ON p.id = g.recipient_id
  WHERE c.refetch_until <= clock_timestamp()
  ORDER BY c.refetch_until LIMIT p_limit
$$;

-- Drops a ciphertext whose time is over, and marks its reveal `unconfirmed`. False when somebody else was first.
CREATE FUNCTION "reveal_api"."end_refetch"(p_grant text, p_audit_text text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_resource text;
  v_request text;
BEGIN
  SELECT r.id, r.request_id INTO v_resource, v_request
    FROM public.resources r
    WHERE r.id = (SELECT g.resource_id FROM public.grants g WHERE g.id = p_grant)
    FOR UPDATE;
  DELETE FROM public.revealed_ciphertexts WHERE grant_id = p_grant AND refetch_until <= clock_timestamp();
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE public.grants SET state = 'unconfirmed' WHERE id = p_grant AND state = 'revealed';
  IF FOUND THEN
    PERFORM public.append_audit('resource:' || v_resource, v_request, p_audit_text);
  END IF;
  RETURN true;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA "reveal_api" FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA "reveal_api" TO latchkey_reveal;
