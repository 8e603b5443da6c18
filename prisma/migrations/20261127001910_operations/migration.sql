-- Who of the platform has taken on what does not go on by itself.
CREATE TABLE "handovers" (
  "run_id" TEXT NOT NULL REFERENCES "runs"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "assignee_id" TEXT NOT NULL REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "by_id" TEXT NOT NULL REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "note" TEXT NOT NULL CHECK (length("note") BETWEEN 1 AND 500),
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "handovers_pkey" PRIMARY KEY ("run_id")
);

-- An end that nothing can prove, closed by hand: two persons say so, each with a reason. It never counts as proven.
CREATE TABLE "closures" (
  "id" TEXT NOT NULL,
  "run_id" TEXT NOT NULL REFERENCES "runs"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "resource_id" TEXT NOT NULL REFERENCES "resources"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "what" TEXT NOT NULL CHECK ("what" IN ('revocation_unverified', 'destruction_unverified', 'undo_failed')),
  "proposed_by" TEXT NOT NULL REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "proposed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "reason" TEXT NOT NULL CHECK (length("reason") BETWEEN 10 AND 500),
  "confirmed_by" TEXT REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "confirmed_at" TIMESTAMPTZ(3),
  "confirm_reason" TEXT CHECK (length("confirm_reason") BETWEEN 10 AND 500),
  "applied_at" TIMESTAMPTZ(3),
  "outcome" TEXT CHECK ("outcome" IN ('closed_unproven', 'proven')),
  CONSTRAINT "closures_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "closures_two_persons_check" CHECK ("confirmed_by" <> "proposed_by"),
  CONSTRAINT "closures_confirm_check" CHECK (("confirmed_at" IS NULL) = ("confirmed_by" IS NULL)
    AND ("confirmed_at" IS NULL) = ("confirm_reason" IS NULL)
    AND "confirmed_at" <= "proposed_at" + interval '24 hours'),
  CONSTRAINT "closures_apply_check" CHECK (("applied_at" IS NULL) = ("outcome" IS NULL)
    AND ("applied_at" IS NULL OR "confirmed_at" IS NOT NULL))
);
CREATE INDEX "closures_run_id_proposed_at_idx" ON "closures" ("run_id", "proposed_at" DESC);
CREATE INDEX "closures_resource_id_idx" ON "closures" ("resource_id");
CREATE INDEX "closures_unapplied_idx" ON "closures" ("id") WHERE "confirmed_at" IS NOT NULL AND "applied_at" IS NULL;

-- A generation whose end was closed by hand: nobody tries to prove it any more, and `ended_at` stays empty.
ALTER TABLE "grants" ADD COLUMN "closed_unproven_at" TIMESTAMPTZ(3);

CREATE INDEX "resources_blocked_idx" ON "resources" ("id") WHERE "blocked_reason" IS NOT NULL;
CREATE INDEX "requests_blocked_idx" ON "requests" ("id") WHERE "blocked_reason" IS NOT NULL;

-- web writes what two persons say; only the worker carries it out.
GRANT SELECT, INSERT, UPDATE ON handovers TO latchkey_web;
GRANT SELECT ON closures TO latchkey_web;
GRANT INSERT (id, run_id, resource_id, what, proposed_by, reason) ON closures TO latchkey_web;
GRANT UPDATE (confirmed_by, confirmed_at, confirm_reason) ON closures TO latchkey_web;
GRANT SELECT ON handovers, closures TO latchkey_worker, latchkey_auditor;
GRANT UPDATE (applied_at, outcome) ON closures TO latchkey_worker;
-- How much waits, never what.
GRANT SELECT (id, topic, created_at) ON outbox TO latchkey_web;
