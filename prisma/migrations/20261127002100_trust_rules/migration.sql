-- Trust rules: which workloads of an issuer may become a service account. A rule is made and revoked, never changed.
CREATE TABLE "trust_rules" (
  "id" TEXT NOT NULL,
  "service_account_id" TEXT NOT NULL REFERENCES "service_accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "description" TEXT NOT NULL DEFAULT '',
  "issuer" TEXT NOT NULL,
  "claims" JSONB NOT NULL,
  "claims_digest" BYTEA NOT NULL,
  "environments" TEXT[] NOT NULL,
  "templates" TEXT[],
  "scopes" TEXT[] NOT NULL,
  "created_by" TEXT NOT NULL REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "last_used_at" TIMESTAMPTZ(3),
  "revoked_at" TIMESTAMPTZ(3),
  "revoked_by" TEXT REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "trust_rules_pkey" PRIMARY KEY ("id"),
  -- What no use case may forget: a rule binds something, by texts that are no patterns, and opens no more than a
  -- service account may do.
  CONSTRAINT "trust_rules_claims_check" CHECK (
    jsonb_typeof("claims") = 'object' AND "claims" <> '{}'
    AND NOT jsonb_path_exists("claims", 'strict $.* ? (@.type() != "string" || @ == "" || @ like_regex "[*?]")')),
  CONSTRAINT "trust_rules_digest_check" CHECK (octet_length("claims_digest") = 32),
  CONSTRAINT "trust_rules_environments_check" CHECK (cardinality("environments") > 0),
  CONSTRAINT "trust_rules_templates_check" CHECK ("templates" IS NULL OR cardinality("templates") > 0),
  CONSTRAINT "trust_rules_scopes_check" CHECK (cardinality("scopes") > 0 AND "scopes" <@ ARRAY['templates:read',
    'requests:read', 'requests:write', 'resources:read', 'resources:write', 'leases:read', 'leases:write', 'grants:read']),
  CONSTRAINT "trust_rules_revoked_check" CHECK (("revoked_at" IS NULL) = ("revoked_by" IS NULL))
);
CREATE INDEX "trust_rules_created_at_id_idx" ON "trust_rules" ("created_at" DESC, "id");
CREATE INDEX "trust_rules_service_account_id_idx" ON "trust_rules" ("service_account_id");
-- What a token is looked up by.
CREATE INDEX "trust_rules_live_idx" ON "trust_rules" ("issuer") WHERE "revoked_at" IS NULL;
-- One live rule per account for the same workload: two would say two things about it.
CREATE UNIQUE INDEX "trust_rules_claims_key" ON "trust_rules" ("service_account_id", "claims_digest") WHERE "revoked_at" IS NULL;

-- web: makes and ends them, and notes the last use; what a rule binds and opens never changes.
GRANT SELECT ON trust_rules TO latchkey_web, latchkey_auditor, latchkey_worker;
GRANT INSERT (id, service_account_id, description, issuer, claims, claims_digest, environments, templates, scopes, created_by)
  ON trust_rules TO latchkey_web;
GRANT UPDATE (last_used_at, revoked_at, revoked_by) ON trust_rules TO latchkey_web;
