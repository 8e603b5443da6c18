-- Emergency access: somebody who is not the recipient gets a credential of their own for an hour at most.
CREATE TABLE "emergencies" (
  "id" TEXT NOT NULL,
  "resource_id" TEXT NOT NULL REFERENCES "resources"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "principal_id" TEXT NOT NULL REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "reason" TEXT NOT NULL,
  "incident" TEXT NOT NULL,
  "ttl_minutes" INTEGER NOT NULL,
  "persons" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "confirm_by" TIMESTAMPTZ(3),
  "second_id" TEXT REFERENCES "principals"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  "activated_at" TIMESTAMPTZ(3),
  "until" TIMESTAMPTZ(3),
  "generation" INTEGER,
  "ended_at" TIMESTAMPTZ(3),
  "reviewers" TEXT[] DEFAULT ARRAY[]::TEXT[],
  "review_due_at" TIMESTAMPTZ(3),
  "reviewer_id" TEXT REFERENCES "principals"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  "reviewed_at" TIMESTAMPTZ(3),
  "verdict" TEXT,
  "comment" TEXT,
  CONSTRAINT "emergencies_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "emergencies_state_check" CHECK ("state" IN ('waiting', 'active', 'ended', 'lapsed')),
  CONSTRAINT "emergencies_ttl_check" CHECK ("ttl_minutes" BETWEEN 1 AND 60),
  CONSTRAINT "emergencies_persons_check" CHECK ("persons" IN (1, 2)),
  -- What no process can bring about, whatever it does: more than an hour, or two persons who are one.
  CONSTRAINT "emergencies_hour_check" CHECK ("until" <= "activated_at" + interval '1 hour'),
  CONSTRAINT "emergencies_active_check" CHECK (("activated_at" IS NULL) = ("until" IS NULL)
    AND ("activated_at" IS NULL) = ("state" IN ('waiting', 'lapsed'))),
  CONSTRAINT "emergencies_second_check" CHECK ("second_id" <> "principal_id"
    AND ("persons" = 1 OR "activated_at" IS NULL OR "second_id" IS NOT NULL)),
  CONSTRAINT "emergencies_review_check" CHECK (("reviewed_at" IS NULL) = ("verdict" IS NULL)
    AND "verdict" IN ('justified', 'not_justified') AND "reviewer_id" <> "principal_id")
);
CREATE INDEX "emergencies_asked_at_id_idx" ON "emergencies" ("asked_at" DESC, "id");
-- One open use at a time per person and resource.
CREATE UNIQUE INDEX "emergencies_open_key" ON "emergencies" ("resource_id", "principal_id") WHERE "state" IN ('waiting', 'active');
CREATE INDEX "emergencies_unreviewed_idx" ON "emergencies" ("principal_id", "review_due_at")
  WHERE "activated_at" IS NOT NULL AND "reviewed_at" IS NULL;
-- What the sweeper looks for.
CREATE INDEX "emergencies_waiting_idx" ON "emergencies" ("confirm_by") WHERE "state" = 'waiting';
CREATE INDEX "emergencies_active_idx" ON "emergencies" ("until") WHERE "state" = 'active';

-- Written by the worker alone: web cannot make a credential an emergency's, nor an ordinary one.
ALTER TABLE "grants" ADD COLUMN "emergency_id" TEXT REFERENCES "emergencies"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- An emergency's credential never takes the place of the one in use.
DROP INDEX "grants_overtaken_idx";
CREATE INDEX "grants_overtaken_idx" ON "grants"("resource_id", "generation")
  WHERE "generation" > 1 AND "state" = 'confirmed' AND "emergency_id" IS NULL;

GRANT SELECT, INSERT ON emergencies TO latchkey_web;
GRANT UPDATE (state, second_id, activated_at, until, reviewers, review_due_at, reviewer_id, reviewed_at, verdict, comment)
  ON emergencies TO latchkey_web;
GRANT SELECT ON emergencies TO latchkey_worker, latchkey_auditor;
GRANT UPDATE (state, until, generation, ended_at) ON emergencies TO latchkey_worker;

-- Ends an active emergency now: nobody opens its credential any more, and the worker ends the login itself. False when
-- it is not active.
CREATE FUNCTION "end_emergency"(p_id text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_resource text;
BEGIN
  -- The resource's row before the grant's, as everywhere.
  SELECT r.id INTO v_resource FROM public.resources r
    WHERE r.id = (SELECT e.resource_id FROM public.emergencies e WHERE e.id = p_id) FOR UPDATE;
  UPDATE public.emergencies SET until = LEAST(until, clock_timestamp()) WHERE id = p_id AND state = 'active';
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE public.grants SET state = 'revoked', claim_lease_until = NULL
    WHERE emergency_id = p_id AND state IN ('pending', 'claiming');
  DELETE FROM public.sealed_payloads WHERE grant_id IN (SELECT g.id FROM public.grants g WHERE g.emergency_id = p_id);
  DELETE FROM public.revealed_ciphertexts WHERE grant_id IN (SELECT g.id FROM public.grants g WHERE g.emergency_id = p_id);
  INSERT INTO public.outbox (topic, key, payload)
    VALUES ('resource.tend', v_resource, jsonb_build_object('resourceId', v_resource));
  PERFORM pg_notify('latchkey_outbox', '');
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION "end_emergency"(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "end_emergency"(text) TO latchkey_web, latchkey_worker;

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
      'emergencyUntil', e.until,
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
  LEFT JOIN public.emergencies e ON e.id = g.emergency_id
  LEFT JOIN public.devices d ON d.id = s.key_id AND d.principal_id = g.recipient_id
  WHERE g.id = p_grant
$$;

-- Ends a claim in `revealed`: keeps what was sealed to the one browser key, drops the payload, starts the resource's
-- clock at the first claim that is no emergency and appends the event, all or nothing. Gives NULL and does nothing when
-- a newer claim holds the grant or it was ended meanwhile.
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
        expires_at = LEAST(v_now, ready_at + make_interval(hours => claim_window_hours))
          + make_interval(hours => lifetime_hours),
        updated_at = v_now
    WHERE id = v_resource AND first_claim_at IS NULL
      AND EXISTS (SELECT FROM public.grants g WHERE g.id = p_grant AND g.emergency_id IS NULL);
  PERFORM public.append_audit('resource:' || v_resource, v_request, p_audit_text);
  RETURN v_refetch_until;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA "reveal_api" FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA "reveal_api" TO latchkey_reveal;
