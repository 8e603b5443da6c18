import type pg from "pg";
import type { SealedPayload } from "#domain/credentials/payload-binding.ts";
import { sql, type SqlStatement } from "#server/adapters/db/sql.ts";
import { ask, askOne } from "#reveal/ask-database.ts";
import { grantRecordSchema, type GrantRecord } from "#reveal/grant-record.ts";

/** The person a token names. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

/** A won claim: the sealed payload and what it is bound to. */
export interface ClaimRow extends SealedPayload {
  readonly status: "claimed";
  readonly fence: string;
  readonly resourceId: string;
  readonly requestId: string;
  readonly generation: number;
  readonly classification: string;
  readonly expiresAt: Date;
  /** Of a payload for a device: SHA-256 of its acknowledgement. */
  readonly ackHash: Buffer | null;
}

/** What stopped a claim: the grant's state, or `claiming`, `not_ready`, `not_found`. */
export interface LostClaim {
  readonly status: Exclude<string, "claimed">;
}

/** What a commit keeps and tells. */
export interface Reveal {
  readonly grantId: string;
  readonly fence: string;
  readonly publicKeyHash: Buffer;
  readonly enc: Buffer;
  readonly ciphertext: Buffer;
  readonly ackHash: Buffer;
  readonly refetchSeconds: number;
  readonly auditText: string;
}

/** A ciphertext as it was given before. */
export type Refetched = Pick<Reveal, "enc" | "ciphertext"> & {
  readonly generation: number;
  readonly refetchUntil: Date;
};

/** A reveal that nobody acknowledged in time. */
export interface Unacknowledged {
  readonly grantId: string;
  readonly resourceName: string;
  readonly recipientName: string;
}

/** All that the reveal process can ask of the database. Every call is one transaction. */
export interface GrantStore {
  find(grantId: string, who: Identity, sees: { teams: readonly string[]; all: boolean }): Promise<GrantRecord | null>;
  claim(grantId: string, who: Identity, leaseSeconds: number): Promise<ClaimRow | LostClaim>;
  /** Gives until when the ciphertext is kept; null when another claim or an end came first, and nothing is changed. */
  commit(reveal: Reveal): Promise<Date | null>;
  /** Null for another key or person, and when the ciphertext is kept no longer. */
  refetch(grantId: string, who: Identity, publicKeyHash: Buffer): Promise<Refetched | null>;
  /** `confirmed`, `mismatch`, `not_found`, or the state of a grant that takes none. */
  acknowledge(grantId: string, who: Identity, ack: { hash: Buffer; auditText: string }): Promise<string>;
  /** `recorded`, `ended` when nothing is left to end, `not_found`, or the state of what nobody has opened. */
  reportNotMe(grantId: string, who: Identity, auditText: string): Promise<string>;
  release(grantId: string, fence: string): Promise<boolean>;
  /** False when the limit was reached; counts otherwise. */
  countRefusal(who: Identity, kind: "claim" | "page", limit: number): Promise<boolean>;
  /** False when there is no such grant. */
  recordRefusal(grantId: string, auditText: string): Promise<boolean>;
  /** Some reveals whose two minutes are over. */
  unacknowledged(limit: number): Promise<readonly Unacknowledged[]>;
  /** Drops the ciphertext of such a reveal and marks it. False when another process did. */
  endRefetch(grantId: string, auditText: string): Promise<boolean>;
  ping(): Promise<void>;
}

/**
 * Calls the functions of schema `reveal_api` through `pool`.
 *
 * Every method @throws unavailable when the database does not answer
 */
export function grantStore(pool: pg.Pool): GrantStore {
  const one = <Row extends object>(statement: SqlStatement) => askOne<Row>(pool, statement);
  return {
    find: async (grantId, { issuer, subject }, { teams, all }) => {
      const { found } = await one<{ found: unknown }>(
        sql`SELECT reveal_api.grant_for_page(${grantId}, ${issuer}, ${subject}, ${teams}, ${all}) AS found`,
      );
      return found === null ? null : grantRecordSchema.parse(found);
    },
    claim: (grantId, { issuer, subject }, leaseSeconds) =>
      one<ClaimRow | LostClaim>(sql`
        SELECT status, fence, resource_id AS "resourceId", request_id AS "requestId", generation, classification,
          expires_at AS "expiresAt", version, alg, key_id AS "keyId", wrapped_dek AS "wrappedDek", iv, ciphertext, tag,
          ack_hash AS "ackHash"
        FROM reveal_api.claim(${grantId}, ${issuer}, ${subject}, ${leaseSeconds})`),
    commit: async (reveal) => {
      const { grantId, fence, publicKeyHash, enc, ciphertext, ackHash, refetchSeconds, auditText } = reveal;
      const { until } = await one<{ until: Date | null }>(
        sql`SELECT reveal_api.commit_reveal(${grantId}, ${fence}, ${publicKeyHash}, ${enc}, ${ciphertext},
          ${ackHash}, ${refetchSeconds}, ${auditText})::timestamptz(3) AS until`,
      );
      return until;
    },
    refetch: async (grantId, { issuer, subject }, publicKeyHash) => {
      const rows = await ask<Refetched>(
        pool,
        sql`SELECT enc, ciphertext, generation, refetch_until AS "refetchUntil"
          FROM reveal_api.refetch(${grantId}, ${issuer}, ${subject}, ${publicKeyHash})`,
      );
      return rows[0] ?? null;
    },
    acknowledge: async (grantId, { issuer, subject }, { hash, auditText }) => {
      const { status } = await one<{ status: string }>(
        sql`SELECT reveal_api.acknowledge(${grantId}, ${issuer}, ${subject}, ${hash}, ${auditText}) AS status`,
      );
      return status;
    },
    reportNotMe: async (grantId, { issuer, subject }, auditText) => {
      const { status } = await one<{ status: string }>(
        sql`SELECT reveal_api.not_me(${grantId}, ${issuer}, ${subject}, ${auditText}) AS status`,
      );
      return status;
    },
    release: async (grantId, fence) =>
      (await one<{ done: boolean }>(sql`SELECT reveal_api.release_claim(${grantId}, ${fence}) AS done`)).done,
    countRefusal: async ({ issuer, subject }, kind, limit) =>
      (await one<{ ok: boolean }>(sql`SELECT reveal_api.count_refusal(${issuer}, ${subject}, ${kind}, ${limit}) AS ok`))
        .ok,
    recordRefusal: async (grantId, auditText) =>
      (await one<{ known: boolean }>(sql`SELECT reveal_api.record_refusal(${grantId}, ${auditText}) AS known`)).known,
    unacknowledged: (limit) =>
      ask<Unacknowledged>(
        pool,
        sql`SELECT grant_id AS "grantId", resource_name AS "resourceName", recipient_name AS "recipientName"
          FROM reveal_api.unacknowledged(${limit})`,
      ),
    endRefetch: async (grantId, auditText) =>
      (await one<{ done: boolean }>(sql`SELECT reveal_api.end_refetch(${grantId}, ${auditText}) AS done`)).done,
    ping: async () => void (await one(sql`SELECT 1 AS alive`)),
  };
}
