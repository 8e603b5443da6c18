-- What a person sees is what they asked for, what was asked for them, and what is their teams': each part by an index, so
-- that a list of few among many does not walk over the many.
CREATE INDEX "requests_on_behalf_of_id_created_at_id_idx" ON "requests"("on_behalf_of_id", "created_at" DESC, "id");
