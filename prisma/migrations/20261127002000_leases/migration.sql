-- Leases: short-lived logins of their own, sealed by the worker straight to the key that the caller sent.
CREATE TABLE "leases" (
  "id" TEXT NOT NULL,
  "resource_id" TEXT NOT NULL REFERENCES "resources"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "principal_id" TEXT NOT NULL REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "on_behalf_of_id" TEXT REFERENCES "principals"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  "purpose" TEXT,
  "public_key" BYTEA NOT NULL,
  "ttl_seconds" INTEGER NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'waiting',
  "generation" INTEGER,
  "enc" BYTEA,
  "ciphertext" BYTEA,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "made_at" TIMESTAMPTZ(3),
  "sealed_until" TIMESTAMPTZ(3),
  "until_max" TIMESTAMPTZ(3),
  "expires_at" TIMESTAMPTZ(3),
  "renewals" INTEGER NOT NULL DEFAULT 0,
  "ended_at" TIMESTAMPTZ(3),
  "reason" TEXT,
  CONSTRAINT "leases_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "leases_state_check" CHECK ("state" IN ('waiting', 'active', 'released', 'expired', 'ended', 'failed')),
  CONSTRAINT "leases_ttl_check" CHECK ("ttl_seconds" BETWEEN 60 AND 3600),
  CONSTRAINT "leases_key_check" CHECK (octet_length("public_key") = 65),
  -- What no process can bring about, whatever it does: a lease beyond its cap, or a cap of more than a day.
  CONSTRAINT "leases_cap_check" CHECK ("expires_at" <= "until_max" AND "until_max" <= "made_at" + interval '24 hours'),
  CONSTRAINT "leases_made_check" CHECK (("made_at" IS NULL) = ("until_max" IS NULL) AND ("made_at" IS NULL) = ("expires_at" IS NULL)),
  CONSTRAINT "leases_sealed_check" CHECK (("enc" IS NULL) = ("ciphertext" IS NULL) AND ("ciphertext" IS NULL OR "state" = 'active'))
);
CREATE INDEX "leases_resource_id_created_at_id_idx" ON "leases" ("resource_id", "created_at" DESC, "id");
-- One login is one lease's.
CREATE UNIQUE INDEX "leases_login_key" ON "leases" ("resource_id", "generation") WHERE "generation" IS NOT NULL;
-- What the sweeper looks for: logins that may still let somebody in, and what waits for one. `ended_at` is the worker's
-- alone, so that nothing web writes hides a login from its end.
CREATE INDEX "leases_live_idx" ON "leases" ("expires_at", "resource_id") WHERE "generation" IS NOT NULL AND "ended_at" IS NULL;
CREATE INDEX "leases_waiting_idx" ON "leases" ("created_at", "resource_id") WHERE "state" = 'waiting' AND "generation" IS NULL;

GRANT SELECT ON leases TO latchkey_web, latchkey_worker;
GRANT INSERT (id, resource_id, principal_id, on_behalf_of_id, purpose, public_key, ttl_seconds) ON leases TO latchkey_web;
GRANT UPDATE (state, expires_at, renewals, enc, ciphertext, reason) ON leases TO latchkey_web;
GRANT UPDATE (state, generation, enc, ciphertext, made_at, sealed_until, until_max, expires_at, ended_at, reason)
  ON leases TO latchkey_worker;
GRANT SELECT (id, resource_id, principal_id, on_behalf_of_id, purpose, ttl_seconds, state, generation, created_at, made_at,
  sealed_until, until_max, expires_at, renewals, ended_at, reason) ON leases TO latchkey_auditor;
