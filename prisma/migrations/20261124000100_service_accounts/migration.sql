-- Service accounts of a team, and their tokens by hash.
-- CreateTable
CREATE TABLE "service_accounts" (
    "id" TEXT NOT NULL,
    "team" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "service_accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service_account_tokens" (
    "id" TEXT NOT NULL,
    "service_account_id" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "hint" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "service_account_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "service_accounts_created_at_id_idx" ON "service_accounts"("created_at" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "service_accounts_team_name_key" ON "service_accounts"("team", "name");

-- CreateIndex
CREATE UNIQUE INDEX "service_account_tokens_token_hash_key" ON "service_account_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "service_account_tokens_service_account_id_idx" ON "service_account_tokens"("service_account_id");

-- CreateIndex
CREATE INDEX "service_account_tokens_created_at_id_idx" ON "service_account_tokens"("created_at" DESC, "id");

-- AddForeignKey
ALTER TABLE "service_accounts" ADD CONSTRAINT "service_accounts_id_fkey" FOREIGN KEY ("id") REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_accounts" ADD CONSTRAINT "service_accounts_created_by_fkey" FOREIGN KEY ("created_by") REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_account_tokens" ADD CONSTRAINT "service_account_tokens_service_account_id_fkey" FOREIGN KEY ("service_account_id") REFERENCES "service_accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_account_tokens" ADD CONSTRAINT "service_account_tokens_created_by_fkey" FOREIGN KEY ("created_by") REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What no use case may forget: a hash and no token, 90 days at most, and no scope that approves, reveals or is all.
ALTER TABLE "service_account_tokens"
  ADD CONSTRAINT "service_account_tokens_hash_check" CHECK (octet_length("token_hash") = 32),
  ADD CONSTRAINT "service_account_tokens_hint_check" CHECK (length("hint") <= 20),
  ADD CONSTRAINT "service_account_tokens_expiry_check"
    CHECK ("expires_at" > "created_at" AND "expires_at" <= "created_at" + interval '2160 hours'),
  ADD CONSTRAINT "service_account_tokens_scopes_check"
    CHECK (cardinality("scopes") > 0 AND NOT ("scopes" && ARRAY['all', 'requests:approve', 'grants:reveal']));

-- web: makes and ends them, and notes the last use; what a token may do never changes.
GRANT SELECT, INSERT ON service_accounts, service_account_tokens TO latchkey_web;
GRANT UPDATE (revoked_at) ON service_accounts TO latchkey_web;
GRANT UPDATE (last_used_at, revoked_at) ON service_account_tokens TO latchkey_web;

-- worker: whose account it is and who answers for it, to decide again and to ask approvers; never a hash.
GRANT SELECT ON service_accounts TO latchkey_worker;
GRANT SELECT (id, service_account_id, created_by) ON service_account_tokens TO latchkey_worker;

-- auditor: everything but the hash.
GRANT SELECT ON service_accounts TO latchkey_auditor;
GRANT SELECT (id, service_account_id, hint, scopes, created_by, created_at, expires_at, last_used_at, revoked_at)
  ON service_account_tokens TO latchkey_auditor;
