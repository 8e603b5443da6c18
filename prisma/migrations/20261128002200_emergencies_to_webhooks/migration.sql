-- Webhooks are told of emergency access, too.
CREATE OR REPLACE FUNCTION "note_webhook_source"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.webhooks WHERE state = 'active')
    AND NEW.text ~ '^\{"action":"(request|resource|credential|grant|lease|emergency|webhook)[.]'
  THEN
    INSERT INTO public.webhook_sources (stream, seq) VALUES (NEW.stream, NEW.seq) ON CONFLICT DO NOTHING;
    INSERT INTO public.outbox (topic, key, payload)
      VALUES ('webhook.emit', NEW.stream || '#' || NEW.seq, jsonb_build_object('stream', NEW.stream, 'seq', NEW.seq::text));
    PERFORM pg_notify('latchkey_outbox', '');
  END IF;
  RETURN NULL;
END $$;
