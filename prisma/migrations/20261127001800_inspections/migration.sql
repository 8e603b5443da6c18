-- What the worker saw when it last looked at a resource on its back end, and when it looks next.
CREATE TABLE "inspections" (
  "resource_id" TEXT NOT NULL REFERENCES "resources"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "looked_at" TIMESTAMPTZ(3),
  "failed_at" TIMESTAMPTZ(3),
  "failure" TEXT,
  "missing_looks" INTEGER NOT NULL DEFAULT 0,
  "drift" JSONB NOT NULL DEFAULT '[]',
  "usage" JSONB,
  "connected_at" TIMESTAMPTZ(3),
  "connected_after" TIMESTAMPTZ(3),
  "unused_since" TIMESTAMPTZ(3),
  "revert_by" TEXT REFERENCES "principals"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  "revert_at" TIMESTAMPTZ(3),
  CONSTRAINT "inspections_pkey" PRIMARY KEY ("resource_id"),
  CONSTRAINT "inspections_failure_check" CHECK (length("failure") <= 500)
);
CREATE INDEX "inspections_due_at_idx" ON "inspections" ("due_at");
-- What the sweeper and the filter of idle things look for.
CREATE INDEX "inspections_unused_idx" ON "inspections" ("unused_since") WHERE "unused_since" IS NOT NULL;
CREATE INDEX "inspections_revert_idx" ON "inspections" ("revert_at") WHERE "revert_at" IS NOT NULL;

-- A difference that somebody of the platform accepted as it is: it is reported no more.
CREATE TABLE "adopted_drifts" (
  "resource_id" TEXT NOT NULL REFERENCES "resources"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "digest" TEXT NOT NULL,
  "what" TEXT NOT NULL,
  "expected" JSONB NOT NULL,
  "found" JSONB NOT NULL,
  "reason" TEXT NOT NULL,
  "adopted_by" TEXT NOT NULL REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "adopted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "adopted_drifts_pkey" PRIMARY KEY ("resource_id", "digest"),
  CONSTRAINT "adopted_drifts_reason_check" CHECK (length("reason") BETWEEN 1 AND 500)
);

-- The worker alone says what it saw; web says what a person wants done about it.
GRANT SELECT, INSERT, UPDATE ON inspections TO latchkey_worker;
GRANT SELECT, DELETE ON adopted_drifts TO latchkey_worker;
GRANT SELECT ON inspections, adopted_drifts TO latchkey_web, latchkey_auditor;
GRANT UPDATE (revert_by, revert_at) ON inspections TO latchkey_web;
GRANT INSERT (resource_id, digest, what, expected, found, reason, adopted_by) ON adopted_drifts TO latchkey_web;
