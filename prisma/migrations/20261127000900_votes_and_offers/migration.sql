-- How a voter was signed in, for auditors: null in votes that were cast before this.
ALTER TABLE "votes"
  ADD COLUMN "channel" TEXT,
  ADD COLUMN "auth_time" TIMESTAMPTZ(3),
  ADD COLUMN "acr" TEXT;

-- What rules that became stricter since the last decision changed, in words.
ALTER TABLE "requests" ADD COLUMN "became_stricter" JSONB;
