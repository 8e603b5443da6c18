-- A message is read in the inbox, and leaves through channels: what became of it there is in its deliveries.
-- `sent_at` says from now on when it was handed to the channels; the version before this one goes by it too.
ALTER TABLE "notifications"
  ADD COLUMN "asks" TEXT,
  ADD COLUMN "read_at" TIMESTAMPTZ(3);

UPDATE "notifications" SET "asks" = 'vote' WHERE "template" = 'approval.requested';
UPDATE "notifications" SET "asks" = 'reveal' WHERE "template" IN ('request.fulfilled', 'credential.reissued');
-- Nobody's inbox begins with what was mailed to them long ago.
UPDATE "notifications" SET "read_at" = CURRENT_TIMESTAMP;

CREATE INDEX "notifications_recipient_id_created_at_id_idx" ON "notifications" ("recipient_id", "created_at" DESC, "id" DESC);
CREATE INDEX "notifications_unread_idx" ON "notifications" ("recipient_id") WHERE "read_at" IS NULL;

CREATE TABLE "deliveries" (
  "notification_id" TEXT NOT NULL REFERENCES "notifications"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "channel" TEXT NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'pending' CHECK ("state" IN ('pending', 'sent', 'failed', 'skipped')),
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "next_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
  "give_up_at" TIMESTAMPTZ(3) NOT NULL,
  "leaves_with" TEXT,
  "reason" TEXT CHECK (length("reason") <= 300),
  "sent_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "deliveries_pkey" PRIMARY KEY ("notification_id", "channel")
);
CREATE INDEX "deliveries_due_idx" ON "deliveries" ("channel", "next_at") WHERE "state" = 'pending';
CREATE INDEX "deliveries_created_at_notification_id_channel_idx" ON "deliveries" ("created_at" DESC, "notification_id" DESC, "channel");
CREATE INDEX "deliveries_state_created_at_notification_id_channel_idx" ON "deliveries" ("state", "created_at" DESC, "notification_id" DESC, "channel");

INSERT INTO "deliveries" ("notification_id", "channel", "state", "attempts", "next_at", "give_up_at", "sent_at", "created_at")
  SELECT "id", 'email', 'sent', 1, NULL, "sent_at", "sent_at", "created_at" FROM "notifications" WHERE "sent_at" IS NOT NULL;

CREATE TABLE "notification_choices" (
  "principal_id" TEXT NOT NULL REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "kind" TEXT NOT NULL,
  "channel" TEXT NOT NULL,
  "wanted" BOOLEAN NOT NULL,
  "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "notification_choices_pkey" PRIMARY KEY ("principal_id", "kind", "channel")
);

-- Whether a message still asks something of who received it: a vote, an answer to an offer, or to open a credential.
-- A request that was filed before its approvers were written down asks whoever was asked, for as long as it waits.
CREATE FUNCTION "still_asks"(p_asks text, p_recipient text, p_payload jsonb) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE p_asks
    WHEN 'vote' THEN EXISTS (
      SELECT FROM approvers a WHERE a.request_id = p_payload ->> 'requestId' AND a.principal_id = p_recipient AND a.open)
      OR EXISTS (
        SELECT FROM requests q WHERE q.id = p_payload ->> 'requestId' AND q.state = 'pending_approval'
          AND NOT EXISTS (SELECT FROM approvers a WHERE a.request_id = q.id AND a.revision = q.revision)
          AND NOT EXISTS (SELECT FROM votes v WHERE v.request_id = q.id AND v.valid AND v.principal_id = p_recipient))
    WHEN 'answer' THEN EXISTS (
      SELECT FROM requests q WHERE q.id = p_payload ->> 'requestId' AND q.state = 'pending_approval'
        AND q.counter_offer IS NOT NULL)
    WHEN 'reveal' THEN EXISTS (
      SELECT FROM grants g WHERE g.id = p_payload ->> 'grantId' AND g.recipient_id = p_recipient
        AND g.state IN ('pending', 'claiming'))
    ELSE false
  END
$$;
REVOKE ALL ON FUNCTION "still_asks"(text, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "still_asks"(text, text, jsonb) TO latchkey_web, latchkey_worker;

-- Lets a message that could not be delivered be tried for another day. The only thing that web may do to a delivery.
CREATE FUNCTION "resend_delivery"(p_notification text, p_channel text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.deliveries SET state = 'pending', attempts = 0, next_at = clock_timestamp(), leaves_with = NULL,
      give_up_at = clock_timestamp() + interval '24 hours'
    WHERE notification_id = p_notification AND channel = p_channel AND state = 'failed';
  RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION "resend_delivery"(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "resend_delivery"(text, text) TO latchkey_web;

GRANT UPDATE (read_at) ON notifications TO latchkey_web;
GRANT SELECT ON deliveries TO latchkey_web, latchkey_auditor;
GRANT SELECT, INSERT, UPDATE ON deliveries TO latchkey_worker;
GRANT SELECT, INSERT, UPDATE ON notification_choices TO latchkey_web;
GRANT SELECT ON notification_choices TO latchkey_worker, latchkey_auditor;
