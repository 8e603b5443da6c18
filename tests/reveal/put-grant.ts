import { randomBytes } from "node:crypto";
import type pg from "pg";
import { generatePassword } from "#domain/credentials/generate-password.ts";
import { Secret } from "#domain/credentials/secret.ts";
import { layoutOf } from "#domain/credentials/layout-of.ts";
import type { CredentialFields } from "#domain/provisioning/resource-type.ts";
import { resourceTypes } from "#resource-types/index.gen.ts";
import { createSealer, type Sealer } from "#server/adapters/crypto/sealing/create-sealer.ts";
import type { VaultAccess } from "#server/adapters/crypto/vault/vault-access.ts";
import { newGrantId, newId } from "#server/ids/new-id.ts";
import { teamOf, type PersonName } from "#tests/reveal/test-people.ts";

/** What a grant of the fixture is like; the rest is a fresh database in dev for dana, of the recipient's team. */
export interface GrantChange {
  readonly recipient?: PersonName;
  readonly classification?: string;
  readonly environment?: string;
  readonly resourceState?: string;
  /** Sealed instead of a generated one. */
  readonly password?: string;
  /** Sealed and shown instead of a database credential. */
  readonly credential?: { readonly type: Parameters<typeof layoutOf>[0]; readonly fields: CredentialFields };
  /** Seconds from now to the end of the claim window. */
  readonly expiresInSeconds?: number;
}

/** A grant as it stands in the ledger, with the password that was sealed. */
export interface TestGrant {
  readonly id: string;
  readonly resourceId: string;
  readonly requestId: string;
  readonly password: string;
}

/** Gives what puts grants sealed by the local key under `kekDir`, or in a Vault where one is given. */
export function grantPutter(at: {
  readonly admin: pg.Pool;
  readonly issuer: string;
  readonly kekDir: string;
  readonly vault: VaultAccess | null;
}): (change?: GrantChange) => Promise<TestGrant> {
  const { admin, issuer, kekDir, vault } = at;
  return (change = {}) => putGrant({ admin, sealer: createSealer(kekDir, vault), issuer }, change);
}

/** Puts a grant with its request, resource and sealed payload into a ledger, through the superuser's connection. */
export async function putGrant(
  at: { readonly admin: pg.Pool; readonly sealer: Sealer; readonly issuer: string },
  change: GrantChange,
): Promise<TestGrant> {
  const { recipient = "dana", classification = "internal", environment = "dev", resourceState = "active" } = change;
  const [requestId, resourceId, grantId] = [newId("req"), newId("res"), newGrantId()];
  const name = `orders-${randomBytes(5).toString("hex")}`;
  await at.admin.query(
    `INSERT INTO requests(id, state, digest, template_id, template_version_id, resource_type, name, team, environment,
       classification, purpose, lifetime_hours, parameters, delivery, decision, requester_id, channel, holding)
     VALUES ($1, 'fulfilled', 'sha256:00', 'postgres-small', 'postgres-small@sha256:00', 'postgres-database', $2,
       $6, $3, $4, 'Orders service, load test', 48, '{}', 'reveal', '{}', $5, 'web', true)`,
    [requestId, name, environment, classification, `prn_${recipient}`, teamOf[recipient]],
  );
  await at.admin.query(
    `INSERT INTO resources(id, request_id, type, team, environment, classification, name, state, backend, parameters,
       lifetime_hours, claim_window_hours, ready_at)
     VALUES ($1, $2, 'postgres-database', $7, $3, $4, $5, $6, 'main', '{}', 48, 72, now())`,
    [resourceId, requestId, environment, classification, name, resourceState, teamOf[recipient]],
  );
  const expiresAt = new Date(Date.now() + (change.expiresInSeconds ?? 3600) * 1000);
  await at.admin.query(
    `INSERT INTO grants(id, resource_id, generation, recipient_id, recipient_issuer, recipient_subject, classification,
       environment, expires_at) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8)`,
    [grantId, resourceId, `prn_${recipient}`, at.issuer, recipient, classification, environment, expiresAt],
  );
  const secret = change.password === undefined ? generatePassword() : Secret.fromText(change.password);
  const password = secret.use((bytes) => bytes.toString());
  const definition = resourceTypes.find((type) => type.id === "postgres-database");
  if (definition === undefined) throw new Error("postgres-database is not there");
  const fields = {
    host: "db.internal.example",
    port: 5432,
    database: name.replace("-", "_"),
    username: `${name.replace("-", "_")}_g1`,
    password: secret,
    sslmode: "require",
  };
  const binding = { grantId, resourceId, generation: 1, recipient: { issuer: at.issuer, subject: recipient } };
  const credential = change.credential ?? { type: definition, fields };
  const sealed = await at.sealer.seal(
    { fields: credential.fields, layout: layoutOf(credential.type, name) },
    { ...binding, expiresAt, classification },
  );
  const { version, alg, keyId, wrappedDek, iv, ciphertext, tag, ackHash } = sealed;
  await at.admin.query(
    `INSERT INTO sealed_payloads(grant_id, version, alg, key_id, wrapped_dek, iv, ciphertext, tag, ack_hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [grantId, version, alg, keyId, wrappedDek, iv, ciphertext, tag, ackHash],
  );
  return { id: grantId, resourceId, requestId, password };
}
