-- Approvers are asked by a job, and a job can be lost: the row says for which revision it was done.
ALTER TABLE "requests" ADD COLUMN "asked_revision" INTEGER;
-- What the sweeper looks for.
CREATE INDEX "requests_unasked_idx" ON "requests"("updated_at")
  WHERE "state" = 'pending_approval' AND "asked_revision" IS DISTINCT FROM "revision";
