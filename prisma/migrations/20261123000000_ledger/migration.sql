-- The ledger: tables, group roles and their rights, and the audit chain.
-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "principals" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'user',
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "email" TEXT,
    "name" TEXT NOT NULL,
    "groups" TEXT[],
    "claims_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ(3),
    "last_sign_in_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "principals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "token_hash" BYTEA NOT NULL,
    "principal_id" TEXT NOT NULL,
    "auth_time" TIMESTAMPTZ(3) NOT NULL,
    "acr" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "template_versions" (
    "id" TEXT NOT NULL,
    "template_id" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "template_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quotas" (
    "team" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "template_id" TEXT NOT NULL,

    CONSTRAINT "quotas_pkey" PRIMARY KEY ("team","environment","template_id")
);

-- CreateTable
CREATE TABLE "requests" (
    "id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "state" TEXT NOT NULL,
    "blocked_reason" TEXT,
    "digest" TEXT NOT NULL,
    "template_id" TEXT NOT NULL,
    "template_version_id" TEXT NOT NULL,
    "resource_type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "team" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "classification" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "lifetime_hours" INTEGER NOT NULL,
    "parameters" JSONB NOT NULL,
    "delivery" TEXT NOT NULL,
    "decision" JSONB NOT NULL,
    "approval_plan" JSONB,
    "requester_id" TEXT NOT NULL,
    "on_behalf_of_id" TEXT,
    "channel" TEXT NOT NULL,
    "holding" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "requests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "votes" (
    "id" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "stage" INTEGER NOT NULL,
    "principal_id" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "comment" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "valid" BOOLEAN NOT NULL DEFAULT true,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "votes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "resources" (
    "id" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "team" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "classification" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "blocked_reason" TEXT,
    "backend" TEXT NOT NULL,
    "parameters" JSONB NOT NULL,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "lifetime_hours" INTEGER NOT NULL,
    "claim_window_hours" INTEGER NOT NULL,
    "ready_at" TIMESTAMPTZ(3),
    "first_claim_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "destroyed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "resources_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "runs" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "resource_type" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "error_code" TEXT,
    "error_message" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "steps" (
    "run_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "intent" JSONB NOT NULL DEFAULT '{}',
    "receipt" JSONB,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "undo_attempt" INTEGER NOT NULL DEFAULT 0,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "error_code" TEXT,
    "error_message" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "steps_pkey" PRIMARY KEY ("run_id","position")
);

-- CreateTable
CREATE TABLE "grants" (
    "id" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "recipient_id" TEXT NOT NULL,
    "recipient_issuer" TEXT NOT NULL,
    "recipient_subject" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "classification" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "claim_fence" BIGINT NOT NULL DEFAULT 0,
    "claim_lease_until" TIMESTAMPTZ(3),
    "revealed_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "grants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sealed_payloads" (
    "grant_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "alg" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "wrapped_dek" BYTEA NOT NULL,
    "iv" BYTEA NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "tag" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sealed_payloads_pkey" PRIMARY KEY ("grant_id")
);

-- CreateTable
CREATE TABLE "revealed_ciphertexts" (
    "grant_id" TEXT NOT NULL,
    "public_key_hash" BYTEA NOT NULL,
    "enc" BYTEA NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "refetch_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "revealed_ciphertexts_pkey" PRIMARY KEY ("grant_id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notifications" (
    "id" TEXT NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "recipient_id" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "principal_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "request_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("principal_id","key")
);

-- CreateTable
CREATE TABLE "audit_heads" (
    "stream" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_heads_pkey" PRIMARY KEY ("stream")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "stream" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "request_id" TEXT,
    "text" TEXT NOT NULL,
    "prev_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,
    "position" BIGSERIAL NOT NULL,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("stream","seq")
);

-- CreateIndex
CREATE INDEX "principals_email_idx" ON "principals"("email");

-- CreateIndex
CREATE UNIQUE INDEX "principals_issuer_subject_key" ON "principals"("issuer", "subject");

-- CreateIndex
CREATE INDEX "sessions_principal_id_idx" ON "sessions"("principal_id");

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- CreateIndex
CREATE INDEX "template_versions_template_id_idx" ON "template_versions"("template_id");

-- CreateIndex
CREATE INDEX "requests_team_created_at_id_idx" ON "requests"("team", "created_at" DESC, "id");

-- CreateIndex
CREATE INDEX "requests_requester_id_created_at_id_idx" ON "requests"("requester_id", "created_at" DESC, "id");

-- CreateIndex
CREATE INDEX "requests_created_at_id_idx" ON "requests"("created_at" DESC, "id");

-- CreateIndex
CREATE INDEX "requests_state_idx" ON "requests"("state");

-- CreateIndex
CREATE INDEX "requests_team_environment_template_id_holding_idx" ON "requests"("team", "environment", "template_id", "holding");

-- CreateIndex
CREATE INDEX "votes_request_id_idx" ON "votes"("request_id");

-- CreateIndex
CREATE UNIQUE INDEX "resources_request_id_key" ON "resources"("request_id");

-- CreateIndex
CREATE INDEX "resources_team_created_at_id_idx" ON "resources"("team", "created_at" DESC, "id");

-- CreateIndex
CREATE INDEX "resources_created_at_id_idx" ON "resources"("created_at" DESC, "id");

-- CreateIndex
CREATE INDEX "resources_state_expires_at_idx" ON "resources"("state", "expires_at");

-- CreateIndex
CREATE INDEX "runs_resource_id_idx" ON "runs"("resource_id");

-- CreateIndex
CREATE INDEX "runs_request_id_idx" ON "runs"("request_id");

-- CreateIndex
CREATE INDEX "runs_state_idx" ON "runs"("state");

-- CreateIndex
CREATE INDEX "steps_state_due_at_idx" ON "steps"("state", "due_at");

-- CreateIndex
CREATE INDEX "grants_recipient_id_idx" ON "grants"("recipient_id");

-- CreateIndex
CREATE INDEX "grants_state_expires_at_idx" ON "grants"("state", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "grants_resource_id_generation_key" ON "grants"("resource_id", "generation");

-- CreateIndex
CREATE UNIQUE INDEX "notifications_dedupe_key_key" ON "notifications"("dedupe_key");

-- CreateIndex
CREATE INDEX "notifications_sent_at_idx" ON "notifications"("sent_at");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_events_position_key" ON "audit_events"("position");

-- CreateIndex
CREATE INDEX "audit_events_request_id_position_idx" ON "audit_events"("request_id", "position");

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "requests" ADD CONSTRAINT "requests_requester_id_fkey" FOREIGN KEY ("requester_id") REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "requests" ADD CONSTRAINT "requests_on_behalf_of_id_fkey" FOREIGN KEY ("on_behalf_of_id") REFERENCES "principals"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "requests" ADD CONSTRAINT "requests_template_version_id_fkey" FOREIGN KEY ("template_version_id") REFERENCES "template_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "votes" ADD CONSTRAINT "votes_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "votes" ADD CONSTRAINT "votes_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "resources" ADD CONSTRAINT "resources_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_resource_id_fkey" FOREIGN KEY ("resource_id") REFERENCES "resources"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "steps" ADD CONSTRAINT "steps_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_resource_id_fkey" FOREIGN KEY ("resource_id") REFERENCES "resources"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_recipient_id_fkey" FOREIGN KEY ("recipient_id") REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- A name is taken, and a slot of the quota held, from submit until the thing is gone.
CREATE UNIQUE INDEX "requests_holding_name_key" ON "requests"("team", "environment", "resource_type", "name") WHERE "holding";
-- What the relay and the sweeper look for.
CREATE INDEX "steps_due_idx" ON "steps"("due_at") WHERE "state" IN ('pending', 'running', 'undoing');
CREATE INDEX "notifications_unsent_idx" ON "notifications"("created_at") WHERE "sent_at" IS NULL;

-- Group roles without login, operators or the embedded start make the logins. `latchkey db grants` prints this file for
-- places where CREATE ROLE is not allowed to the migrator.
DO $$
DECLARE role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['latchkey_web', 'latchkey_worker', 'latchkey_reveal', 'latchkey_auditor'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END LOOP;
END $$;

-- Appends one event to a hash-chained stream: hash = sha256(prev_hash ‖ text), the first prev_hash is 32 zero bytes.
-- The head row is the stream's lock, so that a stream has one order, the caller commits it with the change it describes.
CREATE FUNCTION "append_audit"(p_stream text, p_request_id text, p_text text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_seq bigint;
  v_prev bytea;
  v_hash bytea;
BEGIN
  SELECT seq, hash INTO v_seq, v_prev FROM public.audit_heads WHERE stream = p_stream FOR UPDATE;
  IF NOT FOUND THEN
    v_seq := 0;
    v_prev := decode(repeat('00', 32), 'hex');
    -- A concurrent first event of the same stream fails here on the primary key, and its transaction with it.
    INSERT INTO public.audit_heads(stream, seq, hash) VALUES (p_stream, 0, v_prev);
  END IF;
  v_seq := v_seq + 1;
  v_hash := sha256(v_prev || convert_to(p_text, 'UTF8'));
  UPDATE public.audit_heads SET seq = v_seq, hash = v_hash WHERE stream = p_stream;
  INSERT INTO public.audit_events(stream, seq, request_id, text, prev_hash, hash)
    VALUES (p_stream, v_seq, p_request_id, p_text, v_prev, v_hash);
  IF p_request_id IS NOT NULL THEN
    PERFORM pg_notify('latchkey_events', p_request_id);
  END IF;
  RETURN v_seq;
END $$;
REVOKE ALL ON FUNCTION "append_audit"(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "append_audit"(text, text, text) TO latchkey_web, latchkey_worker;

-- Files a decided request with its audit event, its outbox row and its idempotency key. What holds a slot and a name is
-- filed only while both are free, which is looked at again under the quota row's lock, by statements that see every
-- earlier submit. Gives false and writes nothing when one of them has gone since the decision was made.
CREATE FUNCTION "file_request"(
  p_request jsonb, p_quota_limit integer, p_open_hours integer, p_topic text, p_key text, p_fingerprint bytea,
  p_audit_text text
) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  r public.requests := jsonb_populate_record(NULL::public.requests, p_request);
BEGIN
  IF r.holding THEN
    PERFORM FROM quotas q
      WHERE q.team = r.team AND q.environment = r.environment AND q.template_id = r.template_id FOR UPDATE;
    IF NOT FOUND THEN
      INSERT INTO quotas (team, environment, template_id) VALUES (r.team, r.environment, r.template_id)
        ON CONFLICT DO NOTHING;
      PERFORM FROM quotas q
        WHERE q.team = r.team AND q.environment = r.environment AND q.template_id = r.template_id FOR UPDATE;
    END IF;
    IF p_quota_limit <= (SELECT count(*) FROM requests h
        WHERE h.team = r.team AND h.environment = r.environment AND h.template_id = r.template_id AND h.holding)
      OR EXISTS (SELECT FROM requests h WHERE h.team = r.team AND h.environment = r.environment
        AND h.resource_type = r.resource_type AND h.name = r.name AND h.holding)
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
REVOKE ALL ON FUNCTION "file_request"(jsonb, integer, integer, text, text, bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "file_request"(jsonb, integer, integer, text, text, bytea, text) TO latchkey_web;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO latchkey_web, latchkey_worker, latchkey_auditor;

-- web: metadata only. No sealed payload, no revealed ciphertext, no write on grants and steps.
GRANT SELECT, INSERT, UPDATE ON principals, sessions, template_versions, quotas, requests, votes TO latchkey_web;
GRANT SELECT ON resources, runs, steps, grants, notifications, audit_events, audit_heads TO latchkey_web;
GRANT UPDATE (state, blocked_reason, updated_at) ON resources TO latchkey_web;
-- A withdrawal turns a run that is under way to its undoing.
GRANT UPDATE (state, error_code, error_message) ON runs TO latchkey_web;
GRANT INSERT ON outbox, notifications TO latchkey_web;
GRANT USAGE ON SEQUENCE outbox_id_seq TO latchkey_web;
GRANT SELECT, INSERT, DELETE ON idempotency_keys TO latchkey_web;

-- worker: the ledger, and sealed payloads one way: it writes and drops them, it never reads one back.
GRANT SELECT, INSERT, UPDATE ON principals, template_versions, quotas, requests, votes, resources, runs, steps, grants, notifications TO latchkey_worker;
GRANT SELECT, UPDATE, DELETE ON sessions TO latchkey_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO latchkey_worker;
GRANT USAGE ON SEQUENCE outbox_id_seq TO latchkey_worker;
GRANT SELECT, DELETE ON idempotency_keys TO latchkey_worker;
GRANT SELECT ON audit_events, audit_heads TO latchkey_worker;
GRANT INSERT, DELETE ON sealed_payloads TO latchkey_worker;
GRANT SELECT (grant_id, created_at) ON sealed_payloads TO latchkey_worker;
GRANT DELETE ON revealed_ciphertexts TO latchkey_worker;
GRANT SELECT (grant_id, refetch_until) ON revealed_ciphertexts TO latchkey_worker;

-- auditor: reads what happened, never a payload, never a session.
GRANT SELECT ON audit_events, audit_heads, principals, template_versions, requests, votes, resources, runs, steps, grants, notifications TO latchkey_auditor;
