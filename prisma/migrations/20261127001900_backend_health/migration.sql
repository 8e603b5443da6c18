-- How each back end does, as all workers know it together: whether it answers, whether a synthetic build on it works,
-- and whether its templates are paused.
CREATE TABLE "backend_health" (
  "name" TEXT NOT NULL,
  "failures" INTEGER NOT NULL DEFAULT 0,
  "failed_at" TIMESTAMPTZ(3),
  "message" TEXT CHECK (length("message") <= 500),
  "opened_at" TIMESTAMPTZ(3),
  "probes" INTEGER NOT NULL DEFAULT 0,
  "probe_at" TIMESTAMPTZ(3),
  "probe_until" TIMESTAMPTZ(3),
  "canary_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "canary_failures" INTEGER NOT NULL DEFAULT 0,
  "paused_at" TIMESTAMPTZ(3),
  "paused_by" TEXT REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "pause_reason" TEXT CHECK (length("pause_reason") BETWEEN 1 AND 500),
  CONSTRAINT "backend_health_pkey" PRIMARY KEY ("name"),
  CONSTRAINT "backend_health_pause_check" CHECK (("paused_at" IS NULL) = ("pause_reason" IS NULL)
    AND ("paused_at" IS NOT NULL OR "paused_by" IS NULL))
);

-- One synthetic build and end. Its id is written before its first effect and is the mark of all that it makes.
CREATE TABLE "backend_canaries" (
  "id" TEXT NOT NULL CHECK ("id" LIKE 'canary\_%'),
  "backend" TEXT NOT NULL,
  "resource_type" TEXT NOT NULL,
  "environment" TEXT NOT NULL,
  "parameters" JSONB NOT NULL,
  "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "lease_until" TIMESTAMPTZ(3) NOT NULL,
  "finished_at" TIMESTAMPTZ(3),
  "ok" BOOLEAN,
  "phases" JSONB NOT NULL DEFAULT '[]',
  "phase" TEXT,
  "code" TEXT,
  "message" TEXT CHECK (length("message") <= 500),
  "cleaned_at" TIMESTAMPTZ(3),
  CONSTRAINT "backend_canaries_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "backend_canaries_end_check" CHECK ("finished_at" IS NOT NULL OR "ok" IS NULL)
);
CREATE INDEX "backend_canaries_backend_started_at_idx" ON "backend_canaries" ("backend", "started_at" DESC);
CREATE UNIQUE INDEX "backend_canaries_unfinished_idx" ON "backend_canaries" ("backend") WHERE "finished_at" IS NULL;
CREATE INDEX "backend_canaries_uncleaned_idx" ON "backend_canaries" ("backend") WHERE "cleaned_at" IS NULL;

-- Attempts that do not count: while the back end did not answer, or before somebody had it tried again.
ALTER TABLE "steps"
  ADD COLUMN "forgiven" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "undo_forgiven" INTEGER NOT NULL DEFAULT 0;

-- The worker alone says how a back end does. web may have one tried at once, and pause or resume it by hand.
GRANT SELECT, INSERT, UPDATE ON backend_health TO latchkey_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON backend_canaries TO latchkey_worker;
GRANT SELECT ON backend_health, backend_canaries TO latchkey_web, latchkey_auditor;
GRANT UPDATE (probe_at, canary_at, canary_failures, paused_at, paused_by, pause_reason) ON backend_health TO latchkey_web;
GRANT UPDATE (due_at, forgiven, undo_forgiven) ON steps TO latchkey_web;
