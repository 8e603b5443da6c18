-- The worker writes what it sealed for a lease and never reads it back.
REVOKE SELECT ON leases FROM latchkey_worker;
GRANT SELECT (id, resource_id, principal_id, on_behalf_of_id, purpose, public_key, ttl_seconds, state, generation, created_at,
  made_at, sealed_until, until_max, expires_at, renewals, ended_at, reason) ON leases TO latchkey_worker;
