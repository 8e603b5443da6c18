-- Rotation without downtime: the login that a newer one has overtaken stays until nobody uses it, or its time is over; a
-- secret that somebody else changed stops it; and a resource may have read-only logins beside its owner's.

-- What a credential is good for. Generations are counted per resource, whatever they are good for.
ALTER TABLE "resources"
  ADD COLUMN "accesses" TEXT[] NOT NULL DEFAULT ARRAY['owner']::TEXT[],
  ADD COLUMN "reissue_access" TEXT NOT NULL DEFAULT 'owner',
  ADD COLUMN "reissue_acknowledged" BOOLEAN NOT NULL DEFAULT false,
  ADD CONSTRAINT "resources_accesses_check" CHECK ("accesses" <@ ARRAY['owner', 'read-only'] AND 'owner' = ANY("accesses")),
  ADD CONSTRAINT "resources_reissue_access_check" CHECK ("reissue_access" IN ('owner', 'read-only'));
ALTER TABLE "runs"
  ADD COLUMN "access" TEXT NOT NULL DEFAULT 'owner',
  ADD CONSTRAINT "runs_access_check" CHECK ("access" IN ('owner', 'read-only'));
ALTER TABLE "grants"
  ADD COLUMN "access" TEXT NOT NULL DEFAULT 'owner',
  ADD COLUMN "fingerprint" TEXT,
  ADD COLUMN "changed_at" TIMESTAMPTZ(3),
  ADD COLUMN "drain_until" TIMESTAMPTZ(3),
  ADD COLUMN "look_at" TIMESTAMPTZ(3),
  ADD COLUMN "looked_at" TIMESTAMPTZ(3),
  ADD COLUMN "empty_looks" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "connections" INTEGER,
  ADD COLUMN "connected_from" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "last_active_at" TIMESTAMPTZ(3),
  ADD COLUMN "rotation_due_at" TIMESTAMPTZ(3),
  ADD COLUMN "rotate_at" TIMESTAMPTZ(3),
  ADD COLUMN "rotation_missed_at" TIMESTAMPTZ(3),
  ADD CONSTRAINT "grants_access_check" CHECK ("access" IN ('owner', 'read-only')),
  -- What clients call themselves is theirs to choose: it stays short, whoever writes it.
  ADD CONSTRAINT "grants_connected_from_check" CHECK (cardinality("connected_from") <= 10
    AND length(array_to_string("connected_from", '')) <= 2000);

-- What the sweeper looks for.
CREATE INDEX "grants_look_idx" ON "grants" ("look_at") WHERE "ended_at" IS NULL AND "look_at" IS NOT NULL;
CREATE INDEX "grants_drain_idx" ON "grants" ("drain_until") WHERE "ended_at" IS NULL AND "drain_until" IS NOT NULL;
CREATE INDEX "grants_rotate_idx" ON "grants" ("rotate_at") WHERE "ended_at" IS NULL AND "rotate_at" IS NOT NULL;

-- What lives already is due as its handling says; a rotation begins as long before as there is time to open what it makes.
UPDATE "grants" g SET
    "rotation_due_at" = g."created_at" + make_interval(days => d.days),
    "rotate_at" = g."created_at" + make_interval(days => d.days) - make_interval(hours => LEAST(r."claim_window_hours", d.days * 12))
  FROM "resources" r
  JOIN (SELECT q."id", (q."decision" #>> '{effective,handling,rotationDays}')::int AS days FROM "requests" q
    WHERE jsonb_typeof(q."decision" #> '{effective,handling,rotationDays}') = 'number') d ON d."id" = r."request_id"
  WHERE r."id" = g."resource_id" AND g."ended_at" IS NULL AND g."emergency_id" IS NULL;

-- web says what is wanted; the worker decides, does it, and says what is done.
GRANT UPDATE (reissue_access, reissue_acknowledged) ON resources TO latchkey_web;

-- Ends the time of every login of a resource that a newer one has overtaken: now, never later. Gives the generations.
CREATE FUNCTION "end_drain"(p_resource text) RETURNS integer[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_generations integer[];
BEGIN
  -- The resource's row before the grant's, as everywhere.
  PERFORM FROM public.resources r WHERE r.id = p_resource AND r.state = 'active' FOR UPDATE;
  IF NOT FOUND THEN
    RETURN ARRAY[]::integer[];
  END IF;
  WITH over AS (
    UPDATE public.grants SET drain_until = clock_timestamp()
    WHERE resource_id = p_resource AND ended_at IS NULL AND changed_at IS NULL AND drain_until > clock_timestamp()
    RETURNING generation)
  SELECT COALESCE(array_agg(generation ORDER BY generation), ARRAY[]::integer[]) INTO v_generations FROM over;
  IF cardinality(v_generations) > 0 THEN
    INSERT INTO public.outbox (topic, key, payload)
      VALUES ('resource.tend', p_resource, jsonb_build_object('resourceId', p_resource));
    PERFORM pg_notify('latchkey_outbox', '');
  END IF;
  RETURN v_generations;
END $$;
REVOKE ALL ON FUNCTION "end_drain"(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "end_drain"(text) TO latchkey_web;
