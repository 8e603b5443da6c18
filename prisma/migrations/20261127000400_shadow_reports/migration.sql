-- Requests for which a rule in shadow mode had something to say are few: a report finds them without reading the rest.
CREATE INDEX "requests_shadow_idx" ON "requests" ("created_at" DESC) WHERE "decision" ? 'shadow';
