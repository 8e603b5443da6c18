-- What is connected: which back ends the worker finds an admin secret for, and where each resource is reached.

-- AlterTable
ALTER TABLE "resources" ADD COLUMN     "connection" JSONB;

-- CreateTable
CREATE TABLE "backend_states" (
    "name" TEXT NOT NULL,
    "connected" BOOLEAN NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "backend_states_pkey" PRIMARY KEY ("name")
);

-- Only the worker can look for admin secrets, so only it says what is connected; everybody else reads.
GRANT SELECT, INSERT, UPDATE ON backend_states TO latchkey_worker;
GRANT SELECT ON backend_states TO latchkey_web;
GRANT SELECT ON backend_states TO latchkey_auditor;
