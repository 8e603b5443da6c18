-- Workloads: tokens of platforms that were exchanged, each once, and what acts by them.

-- Which tokens were taken. The insert decides: a second one of the same id is refused by the primary key.
CREATE TABLE "seen_tokens" (
  "issuer" TEXT NOT NULL,
  -- `jti`, or where there is none the SHA-256 of what was signed.
  "jti" TEXT NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "seen_tokens_pkey" PRIMARY KEY ("issuer", "jti")
);
CREATE INDEX "seen_tokens_expires_at_idx" ON "seen_tokens" ("expires_at");

ALTER TABLE "service_account_tokens"
  ADD COLUMN "trust_rule_id" TEXT REFERENCES "trust_rules"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  ADD COLUMN "workload" JSONB,
  -- What no use case may forget: a token of a workload says which it is of, and lasts for 15 minutes.
  ADD CONSTRAINT "service_account_tokens_workload_check" CHECK (("trust_rule_id" IS NULL) = ("workload" IS NULL)
    AND ("trust_rule_id" IS NULL OR "expires_at" <= "created_at" + interval '15 minutes'));
CREATE INDEX "service_account_tokens_workload_idx" ON "service_account_tokens" ("expires_at") WHERE "trust_rule_id" IS NOT NULL;

-- Which workload asked; null: a person did, or a service account with a token made by hand.
ALTER TABLE "requests" ADD COLUMN "workload" JSONB;
ALTER TABLE "leases" ADD COLUMN "workload" JSONB;

-- web: marks a token as taken, and can neither read nor unmark one.
GRANT INSERT ON seen_tokens TO latchkey_web;
GRANT INSERT (workload) ON leases TO latchkey_web;
GRANT SELECT (workload) ON leases TO latchkey_worker, latchkey_auditor;
GRANT SELECT (trust_rule_id, workload) ON service_account_tokens TO latchkey_auditor;

-- worker: removes what is over, and nothing else of either.
CREATE FUNCTION "sweep_workloads"() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM public.seen_tokens WHERE expires_at < now();
  DELETE FROM public.service_account_tokens WHERE trust_rule_id IS NOT NULL AND expires_at < now() - interval '1 hour';
$$;
REVOKE ALL ON FUNCTION "sweep_workloads"() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "sweep_workloads"() TO latchkey_worker;
