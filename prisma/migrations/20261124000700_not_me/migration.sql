-- Who ends a credential: nobody who came in time, somebody who says that it was not them, and the one who made it anew.

-- AlterTable
ALTER TABLE "resources" ADD COLUMN     "reissue" TEXT,
ADD COLUMN     "reissue_by" TEXT,
ADD COLUMN     "restore_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "grants" ADD COLUMN     "connection" JSONB,
ADD COLUMN     "ended_at" TIMESTAMPTZ(3),
ADD COLUMN     "not_me_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "refused_opens" (
    "grant_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "who" TEXT NOT NULL,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "refused_opens_pkey" PRIMARY KEY ("grant_id","at")
);

-- One run at a time per resource: two that change the same thing on a back end would not know of each other.
CREATE UNIQUE INDEX "runs_active_resource_key" ON "runs"("resource_id") WHERE "state" IN ('running', 'undoing');
-- What the sweeper looks for.
CREATE INDEX "resources_reissue_idx" ON "resources"("id") WHERE "state" = 'frozen' OR "reissue" IS NOT NULL;
CREATE INDEX "grants_overtaken_idx" ON "grants"("resource_id", "generation") WHERE "generation" > 1 AND "state" = 'confirmed';
CREATE INDEX "grants_unclaimed_idx" ON "grants"("resource_id") WHERE "ended_at" IS NULL AND "state" IN ('expired', 'revoked');
CREATE INDEX "grants_not_me_idx" ON "grants"("not_me_at") WHERE "not_me_at" IS NOT NULL;
CREATE INDEX "refused_opens_untold_idx" ON "refused_opens"("at") WHERE "told_at" IS NULL;
ALTER TABLE "resources" ADD CONSTRAINT "resources_reissue_check" CHECK ("reissue" IN ('rotate', 'restore'));

-- What is gone lets nobody in; what nobody opened in time is ended now.
UPDATE "grants" g SET "ended_at" = r."destroyed_at" FROM "resources" r
  WHERE r."id" = g."resource_id" AND r."state" = 'destroyed';
UPDATE "resources" r SET "state" = 'frozen' WHERE r."state" = 'active'
  AND EXISTS (SELECT FROM "grants" g WHERE g."resource_id" = r."id")
  AND NOT EXISTS (SELECT FROM "grants" g WHERE g."resource_id" = r."id" AND g."state" NOT IN ('expired', 'revoked'));

-- web says what is wanted; the worker decides, does it, and says what is done.
GRANT UPDATE (reissue, reissue_by) ON resources TO latchkey_web;
GRANT SELECT ON refused_opens TO latchkey_worker;
GRANT UPDATE (told_at) ON refused_opens TO latchkey_worker;
GRANT SELECT ON refused_opens TO latchkey_auditor;

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
  WHERE g.id = p_grant
$$;

-- Takes the recipient's word that it was not them who opened (or is opening) this: nobody opens anything of the
-- resource any more, the worker is told to end what lets somebody in and to make it anew. The second time changes
-- nothing. Says `recorded`, `ended` when nothing is left to end, `not_found`, or the state of what nobody has opened.
CREATE FUNCTION "reveal_api"."not_me"(p_grant text, p_issuer text, p_subject text, p_audit_text text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_resource text;
  v_request text;
  v_resource_state text;
  v_state text;
  v_ended boolean;
  v_said boolean;
BEGIN
  -- The resource's row before the grant's, as everywhere; its stream takes the event.
  SELECT r.id, r.request_id, r.state INTO v_resource, v_request, v_resource_state
    FROM public.resources r
    WHERE r.id = (
      SELECT g.resource_id FROM public.grants g JOIN public.principals p ON p.id = g.recipient_id
      WHERE g.id = p_grant AND g.recipient_issuer = p_issuer AND g.recipient_subject = p_subject
        AND p.kind = 'user' AND p.disabled_at IS NULL)
    FOR UPDATE;
  IF NOT FOUND THEN
    RETURN 'not_found';
  END IF;
  SELECT g.state, g.ended_at IS NOT NULL, g.not_me_at IS NOT NULL INTO v_state, v_ended, v_said
    FROM public.grants g WHERE g.id = p_grant FOR UPDATE;
  IF v_said THEN
    RETURN 'recorded';
  END IF;
  IF v_state IN ('pending', 'expired', 'revoked') THEN
    RETURN v_state;
  END IF;
  IF v_ended THEN
    RETURN 'ended';
  END IF;
  UPDATE public.grants SET not_me_at = clock_timestamp() WHERE id = p_grant;
  -- What waits for the same person or is being opened right now would go to who opened this.
  UPDATE public.grants SET state = 'revoked', claim_lease_until = NULL
    WHERE resource_id = v_resource AND state IN ('pending', 'claiming');
  DELETE FROM public.sealed_payloads WHERE grant_id IN (SELECT g.id FROM public.grants g WHERE g.resource_id = v_resource);
  DELETE FROM public.revealed_ciphertexts WHERE grant_id IN (SELECT g.id FROM public.grants g WHERE g.resource_id = v_resource);
  IF v_resource_state IN ('active', 'frozen') THEN
    UPDATE public.resources SET state = 'frozen', reissue = 'restore', reissue_by = NULL, updated_at = clock_timestamp()
      WHERE id = v_resource;
  END IF;
  PERFORM public.append_audit('resource:' || v_resource, v_request, p_audit_text);
  INSERT INTO public.outbox (topic, key, payload) VALUES
    ('resource.tend', v_resource, jsonb_build_object('resourceId', v_resource)),
    ('grant.not_me', p_grant, jsonb_build_object('grantId', p_grant));
  PERFORM pg_notify('latchkey_outbox', '');
  RETURN 'recorded';
END $$;

-- Appends the event of an open by somebody who is not the recipient to the stream of the resource it was for, and
-- promises an alarm: one per grant and ten minutes. Changes no grant. False when there is no such grant: then there is
-- nobody to warn.
CREATE OR REPLACE FUNCTION "reveal_api"."record_refusal"(p_grant text, p_audit_text text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_resource text;
  v_request text;
  v_event jsonb := p_audit_text::jsonb;
BEGIN
  SELECT r.id, r.request_id INTO v_resource, v_request
    FROM public.grants g JOIN public.resources r ON r.id = g.resource_id WHERE g.id = p_grant;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  -- Locks the head of the stream: of two at once the second sees the first's row below.
  PERFORM public.append_audit('resource:' || v_resource, v_request, p_audit_text);
  IF v_event->>'action' = 'grant.open_refused' AND NOT EXISTS (
    SELECT FROM public.refused_opens o WHERE o.grant_id = p_grant AND o.at > clock_timestamp() - interval '10 minutes')
  THEN
    INSERT INTO public.refused_opens (grant_id, at, who)
      VALUES (p_grant, clock_timestamp(), COALESCE(v_event->'actor'->>'name', 'Somebody'));
    INSERT INTO public.outbox (topic, key, payload)
      VALUES ('grant.refused', p_grant, jsonb_build_object('grantId', p_grant));
    PERFORM pg_notify('latchkey_outbox', '');
  END IF;
  RETURN true;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA "reveal_api" FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA "reveal_api" TO latchkey_reveal;
