-- When each back end was last asked for everything on it that bears our marker.
CREATE TABLE "backend_surveys" (
  "backend" TEXT NOT NULL,
  "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "looked_at" TIMESTAMPTZ(3),
  "failed_at" TIMESTAMPTZ(3),
  "failure" TEXT,
  CONSTRAINT "backend_surveys_pkey" PRIMARY KEY ("backend"),
  CONSTRAINT "backend_surveys_failure_check" CHECK (length("failure") <= 500)
);

-- What bears our marker and belongs to no living resource: the objects of one resource on one back end.
CREATE TABLE "orphans" (
  "id" TEXT NOT NULL,
  "backend" TEXT NOT NULL,
  "resource_type" TEXT NOT NULL,
  -- As the marker says; no foreign key, since that is what is wrong with it.
  "resource_id" TEXT NOT NULL,
  "why" TEXT NOT NULL,
  "objects" JSONB NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'found',
  "found_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "sightings" INTEGER NOT NULL DEFAULT 1,
  "wanted" TEXT,
  "wanted_by" TEXT REFERENCES "principals"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  "wanted_reason" TEXT,
  "quarantined_at" TIMESTAMPTZ(3),
  "delete_after" TIMESTAMPTZ(3),
  "ended_at" TIMESTAMPTZ(3),
  "proof" JSONB NOT NULL DEFAULT '{}',
  "fence" BIGINT NOT NULL DEFAULT 0,
  "lease_until" TIMESTAMPTZ(3),
  "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "failure" TEXT,
  CONSTRAINT "orphans_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "orphans_why_check" CHECK ("why" IN ('unknown', 'destroyed')),
  CONSTRAINT "orphans_state_check" CHECK ("state" IN ('found', 'quarantined', 'deleted', 'gone')),
  CONSTRAINT "orphans_wanted_check" CHECK ("wanted" IN ('quarantine', 'delete') AND ("wanted" <> 'delete' OR "quarantined_at" IS NOT NULL)),
  CONSTRAINT "orphans_wanted_reason_check" CHECK (length("wanted_reason") BETWEEN 1 AND 500),
  -- What no process can bring about: a deletion of what was not quarantined before.
  CONSTRAINT "orphans_deleted_check" CHECK ("state" <> 'deleted' OR "quarantined_at" IS NOT NULL),
  CONSTRAINT "orphans_quarantined_check" CHECK ("state" <> 'quarantined' OR "quarantined_at" IS NOT NULL),
  CONSTRAINT "orphans_failure_check" CHECK (length("failure") <= 500)
);
CREATE INDEX "orphans_found_at_id_idx" ON "orphans" ("found_at" DESC, "id");
CREATE UNIQUE INDEX "orphans_open_key" ON "orphans" ("backend", "resource_id") WHERE "state" IN ('found', 'quarantined');

-- The worker finds, blocks and deletes; web says what a person of the platform wants.
GRANT SELECT, INSERT, UPDATE ON backend_surveys, orphans TO latchkey_worker;
GRANT SELECT ON backend_surveys, orphans TO latchkey_web, latchkey_auditor;
GRANT UPDATE (wanted, wanted_by, wanted_reason, due_at) ON orphans TO latchkey_web;
