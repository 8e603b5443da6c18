-- Strict mode: credentials to restricted data are sealed straight to a key that their recipient enrolled on the reveal
-- origin. No key of a server opens them.

-- AlterTable
ALTER TABLE "sealed_payloads" ADD COLUMN     "ack_hash" BYTEA;

-- CreateTable
CREATE TABLE "devices" (
    "id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "enrolment" TEXT NOT NULL,
    "enrolled_at" TIMESTAMPTZ(3) NOT NULL,
    "chosen_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "devices_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "devices_principal_id_idx" ON "devices"("principal_id");

-- AddForeignKey
ALTER TABLE "devices" ADD CONSTRAINT "devices_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One device per key and person, while it is not removed.
CREATE UNIQUE INDEX "devices_public_key_key" ON "devices"("principal_id", "public_key") WHERE "removed_at" IS NULL;
ALTER TABLE "devices" ADD CONSTRAINT "devices_public_key_check" CHECK (octet_length("public_key") = 65);

-- web counts them for the guardrails; the worker seals to them. Only functions of reveal_api change them.
GRANT SELECT (id, principal_id, name, enrolled_at, chosen_at, removed_at) ON devices TO latchkey_web;
GRANT SELECT ON devices TO latchkey_worker, latchkey_auditor;

-- A person's devices, newest choice first, with who they are in the ledger; NULL when the ledger does not know them.
CREATE FUNCTION "reveal_api"."devices"(p_issuer text, p_subject text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'owner', jsonb_build_object('id', p.id, 'name', p.name),
    'items', COALESCE((
      SELECT jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name, 'publicKey', encode(d.public_key, 'base64'),
        'enrolledAt', d.enrolled_at) ORDER BY d.chosen_at DESC, d.id DESC)
      FROM public.devices d WHERE d.principal_id = p.id AND d.removed_at IS NULL), '[]'::jsonb))
  FROM public.principals p
  WHERE p.issuer = p_issuer AND p.subject = p_subject AND p.kind = 'user' AND p.disabled_at IS NULL
$$;

-- Adds a device, which becomes the chosen one, appends the event and promises its owner a message. Says `enrolled`, `known`
-- when they have one with that key, `full` at `p_max`, or `not_found`. Calls of one person queue up.
CREATE FUNCTION "reveal_api"."enrol_device"(
  p_issuer text, p_subject text, p_id text, p_name text, p_public_key bytea, p_enrolment text, p_enrolled_at timestamptz,
  p_max integer, p_audit_text text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_principal text;
  -- A device is announced once: its message goes by the same number.
  v_message text := 'ntf_' || substr(p_id, 5);
BEGIN
  SELECT p.id INTO v_principal FROM public.principals p
    WHERE p.issuer = p_issuer AND p.subject = p_subject AND p.kind = 'user' AND p.disabled_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN
    RETURN 'not_found';
  END IF;
  IF EXISTS (SELECT FROM public.devices d
      WHERE d.principal_id = v_principal AND d.public_key = p_public_key AND d.removed_at IS NULL) THEN
    RETURN 'known';
  END IF;
  IF (SELECT count(*) FROM public.devices d WHERE d.principal_id = v_principal AND d.removed_at IS NULL) >= p_max THEN
    RETURN 'full';
  END IF;
  INSERT INTO public.devices(id, principal_id, name, public_key, enrolment, enrolled_at, chosen_at)
    VALUES (p_id, v_principal, p_name, p_public_key, p_enrolment, p_enrolled_at, clock_timestamp());
  PERFORM public.append_audit('principal:' || v_principal, NULL, p_audit_text);
  INSERT INTO public.notifications (id, dedupe_key, recipient_id, template, payload)
    VALUES (v_message, 'device.enrolled:' || p_id, v_principal, 'device.enrolled', jsonb_build_object('name', p_name));
  INSERT INTO public.outbox (topic, key, payload)
    VALUES ('notify', v_message, jsonb_build_object('notificationId', v_message));
  PERFORM pg_notify('latchkey_outbox', '');
  RETURN 'enrolled';
END $$;

-- Makes a device the one that the next credential is sealed to, or removes it; `p_change` says which. False when the
-- person has no such device.
CREATE FUNCTION "reveal_api"."change_device"(
  p_issuer text, p_subject text, p_id text, p_change text, p_audit_text text
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_principal text;
BEGIN
  SELECT p.id INTO v_principal FROM public.principals p
    WHERE p.issuer = p_issuer AND p.subject = p_subject AND p.kind = 'user' AND p.disabled_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE public.devices d
    SET chosen_at = CASE WHEN p_change = 'choose' THEN clock_timestamp() ELSE d.chosen_at END,
        removed_at = CASE WHEN p_change = 'remove' THEN clock_timestamp() END
    WHERE d.id = p_id AND d.principal_id = v_principal AND d.removed_at IS NULL AND p_change IN ('choose', 'remove');
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM public.append_audit('principal:' || v_principal, NULL, p_audit_text);
  RETURN true;
END $$;

-- A grant as its recipient may see it before and after the reveal: names and times, no payload.
-- `access`: `recipient`; `visible` for somebody who may see the request (its requester, a person it was filed for, a
-- member of `p_teams`, or anybody when `p_sees_all`), who is told the recipient's name and nothing else; else NULL.
CREATE OR REPLACE FUNCTION "reveal_api"."grant_for_page"(
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
      'notMeAt', g.not_me_at,
      'endedAt', g.ended_at,
      'keyId', s.key_id,
      'device', CASE WHEN d.id IS NOT NULL THEN jsonb_build_object(
        'id', d.id, 'name', d.name, 'publicKey', encode(d.public_key, 'base64'), 'removed', d.removed_at IS NOT NULL) END,
      'recipient', jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email, 'groups', to_jsonb(p.groups)),
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
  LEFT JOIN public.devices d ON d.id = s.key_id AND d.principal_id = g.recipient_id
  WHERE g.id = p_grant
$$;

DROP FUNCTION "reveal_api"."claim"(text, text, text, integer);

-- Takes the claim of a pending grant, or of one whose claim was left behind, under a lease and the next fence: of any
-- number of callers exactly one gets `claimed` with the sealed payload and what it is bound to. Everyone else gets the
-- state that stopped them: `suspended`, `not_found`, `claiming`, `not_ready`, `expired`, or the grant's own.
CREATE FUNCTION "reveal_api"."claim"(
  p_grant text, p_issuer text, p_subject text, p_lease_seconds integer,
  OUT status text, OUT fence bigint, OUT resource_id text, OUT request_id text, OUT generation integer,
  OUT classification text, OUT expires_at timestamptz, OUT version integer, OUT alg text, OUT key_id text,
  OUT wrapped_dek bytea, OUT iv bytea, OUT ciphertext bytea, OUT tag bytea,
  OUT ack_hash bytea
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
      s.version, s.alg, s.key_id, s.wrapped_dek, s.iv, s.ciphertext, s.tag, s.ack_hash
    INTO status, fence, resource_id, request_id, generation, classification, expires_at,
      version, alg, key_id, wrapped_dek, iv, ciphertext, tag, ack_hash;
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

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA "reveal_api" FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA "reveal_api" TO latchkey_reveal;
