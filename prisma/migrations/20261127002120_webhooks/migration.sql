-- Webhooks: who outside is told of what happens here, and what became of each message.

-- The public halves of the workers' key. What web makes to sign with, it seals to the newest of them and cannot open.
CREATE TABLE "webhook_openers" (
  "id" TEXT NOT NULL,
  "public_key" BYTEA NOT NULL,
  "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "webhook_openers_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "webhook_openers_key_check" CHECK (octet_length("public_key") = 65)
);

CREATE TABLE "webhooks" (
  "id" TEXT NOT NULL,
  "team" TEXT,
  "url" TEXT NOT NULL,
  "description" TEXT NOT NULL DEFAULT '',
  "events" TEXT[] NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'active',
  "disabled_reason" TEXT,
  "failing_since" TIMESTAMPTZ(3),
  "created_by" TEXT NOT NULL REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "removed_at" TIMESTAMPTZ(3),
  CONSTRAINT "webhooks_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "webhooks_state_check" CHECK ("state" IN ('active', 'disabled')),
  CONSTRAINT "webhooks_reason_check" CHECK (("disabled_reason" IS NULL) = ("state" = 'active')
    AND "disabled_reason" IN ('by_hand', 'gone', 'failing')),
  CONSTRAINT "webhooks_removed_check" CHECK ("removed_at" IS NULL OR "state" = 'disabled'),
  CONSTRAINT "webhooks_url_check" CHECK (length("url") BETWEEN 1 AND 2000)
);
CREATE INDEX "webhooks_created_at_id_idx" ON "webhooks" ("created_at" DESC, "id");
-- What every audit event asks: is there anybody to tell.
CREATE INDEX "webhooks_active_idx" ON "webhooks" ("id") WHERE "state" = 'active';

CREATE TABLE "webhook_keys" (
  "id" TEXT NOT NULL,
  "webhook_id" TEXT NOT NULL REFERENCES "webhooks"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "opener_id" TEXT NOT NULL REFERENCES "webhook_openers"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  -- The encapsulated key (65), then the sealed 32 bytes with their tag (48).
  "sealed" BYTEA NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "ends_at" TIMESTAMPTZ(3),
  CONSTRAINT "webhook_keys_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "webhook_keys_sealed_check" CHECK (octet_length("sealed") = 113)
);
CREATE INDEX "webhook_keys_webhook_id_created_at_idx" ON "webhook_keys" ("webhook_id", "created_at" DESC);
-- One key is the current one, whatever happens at once.
CREATE UNIQUE INDEX "webhook_keys_current_key" ON "webhook_keys" ("webhook_id") WHERE "ends_at" IS NULL;

-- Audit events that somebody may have to be told of; a row goes in the transaction that made its messages.
CREATE TABLE "webhook_sources" (
  "stream" TEXT NOT NULL,
  "seq" BIGINT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "webhook_sources_pkey" PRIMARY KEY ("stream", "seq")
);
CREATE INDEX "webhook_sources_created_at_idx" ON "webhook_sources" ("created_at");

CREATE TABLE "webhook_events" (
  "id" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "team" TEXT,
  -- The bytes that are signed and sent, the same in every attempt.
  "body" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "webhook_events_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "webhook_events_body_check" CHECK (octet_length("body") <= 20000)
);
CREATE INDEX "webhook_events_created_at_idx" ON "webhook_events" ("created_at");

CREATE TABLE "webhook_deliveries" (
  "id" TEXT NOT NULL,
  "event_id" TEXT NOT NULL REFERENCES "webhook_events"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "webhook_id" TEXT NOT NULL REFERENCES "webhooks"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "state" TEXT NOT NULL DEFAULT 'pending',
  -- Of this round: a delivery that is sent again begins a new one.
  "tries" INTEGER NOT NULL DEFAULT 0,
  -- Of all rounds; strictly rising, so that only the newest attempt writes its end.
  "attempts" INTEGER NOT NULL DEFAULT 0,
  -- When it is due; while it is under way, when another worker may take it up.
  "next_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
  "last_attempts" JSONB NOT NULL DEFAULT '[]',
  "response_body" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "delivered_at" TIMESTAMPTZ(3),
  CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "webhook_deliveries_state_check" CHECK ("state" IN ('pending', 'delivered', 'failed')),
  CONSTRAINT "webhook_deliveries_due_check" CHECK (("next_at" IS NOT NULL) = ("state" = 'pending')),
  CONSTRAINT "webhook_deliveries_body_check" CHECK (octet_length("response_body") <= 1024)
);
CREATE UNIQUE INDEX "webhook_deliveries_webhook_id_event_id_key" ON "webhook_deliveries" ("webhook_id", "event_id");
CREATE INDEX "webhook_deliveries_webhook_id_created_at_id_idx" ON "webhook_deliveries" ("webhook_id", "created_at" DESC, "id");
CREATE INDEX "webhook_deliveries_due_idx" ON "webhook_deliveries" ("webhook_id", "next_at") WHERE "state" = 'pending';
CREATE INDEX "webhook_deliveries_event_id_idx" ON "webhook_deliveries" ("event_id");

-- Every state change has an audit event, in its own transaction and from whichever process. Where anybody listens, that
-- event is put down here with it: what was committed is told, what was rolled back never is.
CREATE FUNCTION "note_webhook_source"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.webhooks WHERE state = 'active')
    AND NEW.text ~ '^\{"action":"(request|resource|credential|grant|lease|webhook)[.]'
  THEN
    INSERT INTO public.webhook_sources (stream, seq) VALUES (NEW.stream, NEW.seq) ON CONFLICT DO NOTHING;
    INSERT INTO public.outbox (topic, key, payload)
      VALUES ('webhook.emit', NEW.stream || '#' || NEW.seq, jsonb_build_object('stream', NEW.stream, 'seq', NEW.seq::text));
    PERFORM pg_notify('latchkey_outbox', '');
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION "note_webhook_source"() FROM PUBLIC;
CREATE TRIGGER "audit_events_told" AFTER INSERT ON "audit_events" FOR EACH ROW EXECUTE FUNCTION "note_webhook_source"();

-- Has a message that ended be sent once more, as the same message. The only thing that web may do to a delivery.
CREATE FUNCTION "resend_webhook_delivery"(p_webhook text, p_delivery text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.webhook_deliveries SET state = 'pending', tries = 0, next_at = clock_timestamp()
    WHERE id = p_delivery AND webhook_id = p_webhook AND state <> 'pending';
  RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION "resend_webhook_delivery"(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "resend_webhook_delivery"(text, text) TO latchkey_web;

GRANT SELECT ON webhook_openers TO latchkey_web, latchkey_worker, latchkey_auditor;
GRANT INSERT (id, public_key) ON webhook_openers TO latchkey_worker;
GRANT UPDATE (published_at) ON webhook_openers TO latchkey_worker;

GRANT SELECT ON webhooks TO latchkey_web, latchkey_worker, latchkey_auditor;
GRANT INSERT (id, team, url, description, events, created_by) ON webhooks TO latchkey_web;
GRANT UPDATE (url, description, events, state, disabled_reason, failing_since, removed_at) ON webhooks TO latchkey_web;
GRANT UPDATE (state, disabled_reason, failing_since) ON webhooks TO latchkey_worker;

GRANT SELECT (id, webhook_id, opener_id, created_at, ends_at) ON webhook_keys TO latchkey_web, latchkey_auditor;
GRANT INSERT (id, webhook_id, opener_id, sealed) ON webhook_keys TO latchkey_web;
GRANT UPDATE (ends_at) ON webhook_keys TO latchkey_web;
GRANT DELETE ON webhook_keys TO latchkey_web;
GRANT SELECT ON webhook_keys TO latchkey_worker;

GRANT SELECT, DELETE ON webhook_sources TO latchkey_worker;

GRANT SELECT (id, type, at, team, created_at) ON webhook_events TO latchkey_web, latchkey_auditor;
GRANT SELECT, DELETE ON webhook_events TO latchkey_worker;
GRANT INSERT (id, type, at, team, body) ON webhook_events TO latchkey_worker;

GRANT SELECT ON webhook_deliveries TO latchkey_web, latchkey_worker, latchkey_auditor;
GRANT INSERT (id, event_id, webhook_id) ON webhook_deliveries TO latchkey_worker;
GRANT UPDATE (state, tries, attempts, next_at, last_attempts, response_body, delivered_at) ON webhook_deliveries TO latchkey_worker;
