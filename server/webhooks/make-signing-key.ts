import { randomBytes } from "node:crypto";
import { Secret } from "#domain/credentials/secret.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { sealSigningKey } from "#server/adapters/crypto/webhook-keys/seal-signing-key.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { newId } from "#server/ids/new-id.ts";
import { findOpener } from "#server/webhooks/find-opener.ts";

/** A new signing key, and the row that holds it sealed. */
export interface MadeSigningKey {
  readonly id: string;
  /** 32 bytes. The caller wipes them. */
  readonly key: Secret;
  /** Puts the sealed key down, in the caller's transaction. */
  store(tx: Queryable): Promise<void>;
}

const keyBytes = 32;

/**
 * Makes a key and seals it to the worker: whoever makes it cannot open what is stored.
 *
 * @throws kek_unavailable while no worker has said to which key
 */
export async function makeSigningKey(db: Queryable, webhookId: string): Promise<MadeSigningKey> {
  const opener = await findOpener(db);
  if (opener === null) {
    throw new AppError(
      "kek_unavailable",
      "No worker has a key for webhooks yet. The first-hour runbook says how it gets one.",
    );
  }
  const id = newId("whk");
  const key = Secret.fromBytes(randomBytes(keyBytes));
  const sealed = await sealSigningKey(key, opener.publicKey, { webhookId, keyId: id }).catch((error: unknown) => {
    key.wipe();
    throw error;
  });
  return {
    id,
    key,
    store: async (tx) => {
      await tx.query(sql`
        INSERT INTO webhook_keys (id, webhook_id, opener_id, sealed) VALUES (${id}, ${webhookId}, ${opener.id}, ${sealed})`);
    },
  };
}
