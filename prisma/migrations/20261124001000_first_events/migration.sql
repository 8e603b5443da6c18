-- Appends an event to its stream: `hash = sha256(prev_hash ‖ text)`, under the lock of the stream's head. Of several
-- first events of one stream at once each finds its place: none is lost with the transaction that brought it.
CREATE OR REPLACE FUNCTION "append_audit"(p_stream text, p_request_id text, p_text text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  v_seq bigint;
  v_prev bytea;
  v_hash bytea;
BEGIN
  SELECT seq, hash INTO v_seq, v_prev FROM public.audit_heads WHERE stream = p_stream FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO public.audit_heads(stream, seq, hash) VALUES (p_stream, 0, decode(repeat('00', 32), 'hex'))
      ON CONFLICT DO NOTHING;
    SELECT seq, hash INTO STRICT v_seq, v_prev FROM public.audit_heads WHERE stream = p_stream FOR UPDATE;
  END IF;
  v_seq := v_seq + 1;
  v_hash := sha256(v_prev || convert_to(p_text, 'UTF8'));
  UPDATE public.audit_heads SET seq = v_seq, hash = v_hash WHERE stream = p_stream;
  INSERT INTO public.audit_events(stream, seq, request_id, text, prev_hash, hash)
    VALUES (p_stream, v_seq, p_request_id, p_text, v_prev, v_hash);
  IF p_request_id IS NOT NULL THEN
    PERFORM pg_notify('latchkey_events', p_request_id);
  END IF;
  RETURN v_seq;
END $$;
