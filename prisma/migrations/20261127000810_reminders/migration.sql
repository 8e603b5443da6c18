-- When whoever has not decided yet is reminded next; null where nobody is. Few at a time are due: an index finds them.
ALTER TABLE "requests" ADD COLUMN "remind_at" TIMESTAMPTZ(3);
CREATE INDEX "requests_remind_at_idx" ON "requests" ("remind_at") WHERE "remind_at" IS NOT NULL;
