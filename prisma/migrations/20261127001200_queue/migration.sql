-- Whether a pending revision says nobody who may decide on it, so that the groups of its plan do: true, or not said.
ALTER TABLE "requests" ADD COLUMN "approvers_unknown" BOOLEAN;
UPDATE "requests" q SET "approvers_unknown" = true WHERE q.state = 'pending_approval'
  AND NOT EXISTS (SELECT FROM approvers a WHERE a.request_id = q.id AND a.revision = q.revision);

-- The queue finds these by an index, in its order, however many requests wait that do say who.
CREATE INDEX "requests_approvers_unknown_idx" ON "requests" ("risk" DESC, "stage_asked_at", "id")
  WHERE "approvers_unknown" AND "state" = 'pending_approval';

-- Looked at as the transaction ends, when whoever files a revision has written down who may decide on it.
CREATE FUNCTION "mark_approvers_unknown"() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE public.requests q SET approvers_unknown = true
    WHERE q.id = NEW.id AND q.state = 'pending_approval' AND q.approvers_unknown IS NOT true
      AND NOT EXISTS (SELECT FROM public.approvers a WHERE a.request_id = q.id AND a.revision = q.revision);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "requests_approvers_unknown" AFTER INSERT OR UPDATE OF "state", "revision" ON "requests"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'pending_approval')
  EXECUTE FUNCTION "mark_approvers_unknown"();

-- The last of a team's requests for a template that was granted, which the next one is compared with.
CREATE INDEX "requests_granted_idx" ON "requests" ("team", "template_id", "created_at" DESC) WHERE "state" = 'fulfilled';
