-- Chat: who speaks there, what was taken from there, and what was asked there.

-- CreateTable
CREATE TABLE "chat_links" (
    "workspace_id" TEXT NOT NULL,
    "chat_user_id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "workspace_name" TEXT NOT NULL,
    "chat_name" TEXT NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "chat_links_pkey" PRIMARY KEY ("workspace_id","chat_user_id")
);

-- CreateTable
CREATE TABLE "chat_link_codes" (
    "code_hash" BYTEA NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "chat_user_id" TEXT NOT NULL,
    "workspace_name" TEXT NOT NULL,
    "chat_name" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chat_link_codes_pkey" PRIMARY KEY ("code_hash")
);

-- CreateTable
CREATE TABLE "chat_calls" (
    "signature_hash" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "chat_calls_pkey" PRIMARY KEY ("signature_hash")
);

-- CreateTable
CREATE TABLE "chat_messages" (
    "notification_id" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "channel" TEXT,
    "ts" TEXT,
    "wanted" INTEGER NOT NULL DEFAULT 0,
    "shown" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "posted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "chat_messages_pkey" PRIMARY KEY ("notification_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "chat_links_principal_id_key" ON "chat_links"("principal_id");

-- CreateIndex
CREATE UNIQUE INDEX "chat_link_codes_workspace_id_chat_user_id_key" ON "chat_link_codes"("workspace_id", "chat_user_id");

-- CreateIndex
CREATE INDEX "chat_calls_received_at_idx" ON "chat_calls"("received_at");

-- CreateIndex
CREATE UNIQUE INDEX "chat_messages_channel_ts_key" ON "chat_messages"("channel", "ts");

-- CreateIndex
CREATE INDEX "chat_messages_request_id_idx" ON "chat_messages"("request_id");

-- AddForeignKey
ALTER TABLE "chat_links" ADD CONSTRAINT "chat_links_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chat_messages" ADD CONSTRAINT "chat_messages_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chat_messages" ADD CONSTRAINT "chat_messages_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What the worker looks for every second.
CREATE INDEX "chat_messages_due_idx" ON "chat_messages"("due_at") WHERE "shown" <> "wanted" AND "closed_at" IS NULL;

-- web links and takes calls, and says why a click came to nothing; the worker posts and edits. Neither can do the
-- other's part.
GRANT SELECT (channel, ts, wanted), UPDATE (wanted, note) ON chat_messages TO latchkey_web;
GRANT SELECT, INSERT, DELETE ON chat_links TO latchkey_web;
GRANT SELECT, INSERT, DELETE ON chat_link_codes TO latchkey_web;
GRANT SELECT, INSERT, DELETE ON chat_calls TO latchkey_web;
GRANT SELECT ON chat_links TO latchkey_worker;
GRANT SELECT, INSERT, UPDATE ON chat_messages TO latchkey_worker;
GRANT SELECT ON chat_links, chat_messages TO latchkey_auditor;

-- Whatever answers what a message asks says so itself, in the same transaction, wherever it happens: a decision by
-- whichever channel, an expiry, a withdrawal, a new revision, somebody's vote. The worker then edits the message.
CREATE FUNCTION "mark_chat_messages"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'requests' THEN
    UPDATE public.chat_messages SET wanted = wanted + 1 WHERE request_id = NEW.id AND closed_at IS NULL;
  ELSE
    UPDATE public.chat_messages SET wanted = wanted + 1
      WHERE request_id = NEW.request_id AND principal_id = NEW.principal_id AND closed_at IS NULL;
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION "mark_chat_messages"() FROM PUBLIC;

CREATE TRIGGER "requests_mark_chat_messages" AFTER UPDATE OF state, revision, stage ON "requests" FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.revision <> NEW.revision OR OLD.stage IS DISTINCT FROM NEW.stage)
  EXECUTE FUNCTION "mark_chat_messages"();
CREATE TRIGGER "votes_mark_chat_messages" AFTER INSERT ON "votes" FOR EACH ROW
  EXECUTE FUNCTION "mark_chat_messages"();
CREATE TRIGGER "approvers_mark_chat_messages" AFTER UPDATE OF open ON "approvers" FOR EACH ROW
  WHEN (OLD.open AND NOT NEW.open) EXECUTE FUNCTION "mark_chat_messages"();
