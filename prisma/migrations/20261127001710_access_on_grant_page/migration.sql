-- The page of a grant says all that it said, and what the credential is good for.

-- The reveal process tells from its own catalog who may open what lies where, and adds what was decided for the request:
-- `templateId`, and `handling` of the decision.
CREATE OR REPLACE FUNCTION "reveal_api"."grant_for_page"(
  p_grant text, p_issuer text, p_subject text, p_teams text[], p_sees_all boolean
) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE
    WHEN g.recipient_issuer = p_issuer AND g.recipient_subject = p_subject AND p.kind = 'user' AND p.disabled_at IS NULL
    THEN jsonb_build_object(
      'access', 'recipient',
      'id', g.id,
      'state', CASE
        WHEN g.state NOT IN ('pending', 'claiming') THEN g.state
        WHEN g.expires_at <= clock_timestamp() THEN 'expired'
        WHEN r.state IN ('frozen', 'destroying', 'destroyed') THEN 'revoked'
        WHEN g.claim_lease_until <= clock_timestamp() THEN 'pending'
        ELSE g.state END,
      'generation', g.generation,
      'goodFor', g.access,
      'classification', g.classification,
      'environment', g.environment,
      'expiresAt', g.expires_at,
      'revealedAt', g.revealed_at,
      'notMeAt', g.not_me_at,
      'endedAt', g.ended_at,
      'keyId', s.key_id,
      'emergencyUntil', e.until,
      'device', CASE WHEN d.id IS NOT NULL THEN jsonb_build_object(
        'id', d.id, 'name', d.name, 'publicKey', encode(d.public_key, 'base64'), 'removed', d.removed_at IS NOT NULL) END,
      'recipient', jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email, 'groups', to_jsonb(p.groups)),
      'resource', jsonb_build_object('id', r.id, 'name', r.name, 'type', r.type, 'team', r.team, 'state', r.state),
      'request', jsonb_build_object(
        'id', q.id, 'purpose', q.purpose, 'createdAt', q.created_at, 'lifetimeHours', r.lifetime_hours,
        'template', COALESCE(t.document->>'title', q.template_id), 'templateId', q.template_id,
        'handling', q.decision->'effective'->'handling',
        'requester', jsonb_build_object('name', a.name, 'email', a.email)))
    WHEN p_sees_all OR q.team = ANY(p_teams)
      OR EXISTS (
        SELECT FROM public.principals v
        WHERE v.id IN (q.requester_id, q.on_behalf_of_id) AND v.issuer = p_issuer AND v.subject = p_subject)
    THEN jsonb_build_object('access', 'visible', 'recipient', jsonb_build_object('name', p.name))
  END
  FROM public.grants g
  JOIN public.principals p ON p.id = g.recipient_id
  JOIN public.resources r ON r.id = g.resource_id
  JOIN public.requests q ON q.id = r.request_id
  JOIN public.principals a ON a.id = q.requester_id
  LEFT JOIN public.template_versions t ON t.id = q.template_version_id
  LEFT JOIN public.sealed_payloads s ON s.grant_id = g.id
  LEFT JOIN public.emergencies e ON e.id = g.emergency_id
  LEFT JOIN public.devices d ON d.id = s.key_id AND d.principal_id = g.recipient_id
  WHERE g.id = p_grant
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA "reveal_api" FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA "reveal_api" TO latchkey_reveal;
