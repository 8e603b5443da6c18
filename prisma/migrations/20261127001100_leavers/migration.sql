-- Whose a thing is once its owner has left: whoever of its team takes it over, within some days.
ALTER TABLE "resources"
  ADD COLUMN "owner_id" TEXT REFERENCES "principals"("id") ON DELETE SET NULL ON UPDATE CASCADE,
  ADD COLUMN "owner_left_at" TIMESTAMPTZ(3),
  ADD COLUMN "take_over_until" TIMESTAMPTZ(3);

-- What the sweeper looks for, and what a leaver owns and has said.
CREATE INDEX "resources_take_over_idx" ON "resources" ("take_over_until") WHERE "take_over_until" IS NOT NULL;
CREATE INDEX "resources_owner_idx" ON "resources" ("owner_id") WHERE "owner_id" IS NOT NULL;
CREATE INDEX "principals_disabled_idx" ON "principals" ("id") WHERE "disabled_at" IS NOT NULL;
CREATE INDEX "votes_valid_idx" ON "votes" ("principal_id", "request_id") WHERE "valid";

-- web says who takes it over; the worker starts and ends the time for it.
GRANT UPDATE (owner_id, owner_left_at, take_over_until) ON resources TO latchkey_web;
