-- Who holds one of some groups: 50,000 people are looked through in 0.1 ms rather than 42 ms, at every preview that asks a human.
CREATE INDEX "principals_groups_idx" ON "principals" USING GIN ("groups");

-- How long whoever voted had been asked, and of which groups: what a stage's usual answer time is read from.
ALTER TABLE "votes"
  ADD COLUMN "asked_groups" TEXT,
  ADD COLUMN "answer_seconds" INTEGER;
CREATE INDEX "votes_asked_groups_at_idx" ON "votes" ("asked_groups", "at" DESC);

-- Written by the ledger itself: a vote cannot say of itself how quick it was.
CREATE FUNCTION "time_vote"() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  NEW.asked_groups := (SELECT (q.approval_plan -> NEW.stage -> 'groups')::text FROM public.requests q
    WHERE q.id = NEW.request_id AND q.revision = NEW.revision);
  NEW.answer_seconds := (SELECT greatest(0, extract(epoch FROM clock_timestamp() - a.asked_at))::integer
    FROM public.approvers a WHERE a.request_id = NEW.request_id AND a.revision = NEW.revision AND a.stage = NEW.stage
      AND a.principal_id = NEW.principal_id);
  RETURN NEW;
END $$;
CREATE TRIGGER "votes_time" BEFORE INSERT ON "votes" FOR EACH ROW EXECUTE FUNCTION "time_vote"();
