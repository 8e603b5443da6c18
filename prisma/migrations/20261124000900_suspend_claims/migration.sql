-- While the ledger is known to be older than its record, a grant that looks pending may have been opened before: nothing
-- is opened until the alarm has ended. The signature stays, and with it who may call.

-- Takes the claim of a pending grant, or of one whose claim was left behind, under a lease and the next fence: of any
-- number of callers exactly one gets `claimed` with the sealed payload and what it is bound to. Everyone else gets the
-- state that stopped them: `suspended`, `not_found`, `claiming`, `not_ready`, `expired`, or the grant's own.
CREATE OR REPLACE FUNCTION "reveal_api"."claim"(
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
  IF EXISTS (SELECT FROM public.ledger_alarms) THEN
    status := 'suspended';
    RETURN;
  END IF;
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
