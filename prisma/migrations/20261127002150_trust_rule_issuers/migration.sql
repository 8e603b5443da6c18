-- The issuer that a rule was made for, and not only what the catalog calls it: a name can come to mean another one.
-- What is not known of rules that were made before stays unknown: they are met by nothing, and are made anew.
ALTER TABLE "trust_rules"
  ADD COLUMN "issuer_url" TEXT,
  ADD COLUMN "issuer_kind" TEXT,
  ADD CONSTRAINT "trust_rules_issuer_check" CHECK (("issuer_url" IS NULL) = ("issuer_kind" IS NULL) AND "issuer_url" <> ''
    AND "issuer_kind" IN ('github', 'gitlab', 'kubernetes', 'oidc'));
GRANT INSERT (issuer_url, issuer_kind) ON trust_rules TO latchkey_web;
