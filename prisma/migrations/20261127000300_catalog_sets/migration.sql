-- The catalog is read again while the processes run: which sets served, what their files said, and why files on disk are
-- refused. It informs people; no decision reads it.

-- CreateTable
CREATE TABLE "catalog_sets" (
    "digest" TEXT NOT NULL,
    "documents" JSONB NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "served_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "catalog_sets_pkey" PRIMARY KEY ("digest")
);

-- CreateTable
CREATE TABLE "catalog_readers" (
    "process" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "refusal" JSONB,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "catalog_readers_pkey" PRIMARY KEY ("process")
);

-- CreateIndex
CREATE INDEX "catalog_sets_served_at_idx" ON "catalog_sets"("served_at");

-- AddForeignKey
ALTER TABLE "catalog_readers" ADD CONSTRAINT "catalog_readers_digest_fkey" FOREIGN KEY ("digest") REFERENCES "catalog_sets"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "catalog_readers" ADD CONSTRAINT "catalog_readers_process_check" CHECK ("process" IN ('web', 'worker'));

-- What a set said stays as it was; only when it last came to serve moves.
GRANT SELECT, INSERT, UPDATE (served_at) ON catalog_sets TO latchkey_web, latchkey_worker;
GRANT SELECT, INSERT, UPDATE (digest, refusal, seen_at) ON catalog_readers TO latchkey_web, latchkey_worker;
GRANT SELECT ON catalog_sets, catalog_readers TO latchkey_auditor;
