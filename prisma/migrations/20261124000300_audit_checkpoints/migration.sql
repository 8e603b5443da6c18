-- Checkpoints of the audit record: the leaves that were sealed, the signed tree heads over them, and what is wrong.

-- CreateTable
CREATE TABLE "audit_leaves" (
    "number" BIGINT NOT NULL,
    "stream" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_leaves_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "audit_checkpoints" (
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "tree_size" BIGINT NOT NULL,
    "root" BYTEA NOT NULL,
    "prev_hash" BYTEA NOT NULL,
    "edge" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "note" TEXT NOT NULL,

    CONSTRAINT "audit_checkpoints_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "ledger_alarms" (
    "code" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "message" TEXT NOT NULL,

    CONSTRAINT "ledger_alarms_pkey" PRIMARY KEY ("code")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_leaves_stream_seq_key" ON "audit_leaves"("stream", "seq");

-- Appends leaves to the tree and the checkpoint that seals them. The caller signs; this keeps tree and checkpoints
-- without a gap, and seals no head that is not an event of the record. Of two callers at once one fails on a key.
CREATE FUNCTION "seal_audit"(
  p_checkpoint audit_checkpoints, p_streams text[], p_seqs bigint[], p_hashes bytea[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_seq bigint;
  v_size bigint;
BEGIN
  SELECT seq, tree_size INTO v_seq, v_size FROM public.audit_checkpoints ORDER BY seq DESC LIMIT 1;
  v_seq := COALESCE(v_seq, 0);
  v_size := COALESCE(v_size, 0);
  IF p_checkpoint.seq <> v_seq + 1 OR p_checkpoint.tree_size <> v_size + cardinality(p_streams)
     OR cardinality(p_streams) <> cardinality(p_seqs) OR cardinality(p_streams) <> cardinality(p_hashes) THEN
    RAISE EXCEPTION 'checkpoint % does not follow checkpoint %', p_checkpoint.seq, v_seq USING ERRCODE = 'serialization_failure';
  END IF;
  IF EXISTS (
    SELECT FROM unnest(p_streams, p_seqs, p_hashes) AS l(stream, seq, hash)
    LEFT JOIN public.audit_events e ON e.stream = l.stream AND e.seq = l.seq
    WHERE e.hash IS DISTINCT FROM l.hash
  ) THEN
    RAISE EXCEPTION 'a head is not the newest event of its stream' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  INSERT INTO public.audit_leaves(number, stream, seq, hash)
    SELECT v_size + l.place, l.stream, l.seq, l.hash
    FROM unnest(p_streams, p_seqs, p_hashes) WITH ORDINALITY AS l(stream, seq, hash, place);
  INSERT INTO public.audit_checkpoints SELECT p_checkpoint.*;
END $$;
REVOKE ALL ON FUNCTION "seal_audit"(audit_checkpoints, text[], bigint[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "seal_audit"(audit_checkpoints, text[], bigint[], bytea[]) TO latchkey_worker;

-- Nobody changes or removes what is sealed; only the worker says what is wrong with it.
GRANT SELECT ON audit_leaves TO latchkey_worker, latchkey_auditor;
GRANT SELECT ON audit_checkpoints TO latchkey_web, latchkey_worker, latchkey_auditor;
GRANT SELECT, INSERT, UPDATE, DELETE ON ledger_alarms TO latchkey_worker;
GRANT SELECT ON ledger_alarms TO latchkey_web, latchkey_auditor;
