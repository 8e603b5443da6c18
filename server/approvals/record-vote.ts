import type { Actor } from "#domain/access/actor.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { newId } from "#server/ids/new-id.ts";
import type { LockedRequest } from "#server/requests/lock-request.ts";

/** What somebody says about a stage of a request that is locked. */
export interface NewVote {
  readonly record: Pick<LockedRequest, "id" | "revision" | "digest">;
  readonly actor: Pick<Actor, "principalId" | "channel" | "authTime" | "acr">;
  readonly stage: number;
  readonly verdict: "approve" | "reject" | "counter";
  readonly comment: string;
}

/** Writes a verdict down with the digest it is of, and how and when its voter was signed in; an offer never counts. */
export async function recordVote(tx: Queryable, { record, actor, stage, verdict, comment }: NewVote): Promise<void> {
  await tx.query(sql`
    INSERT INTO votes (id, request_id, revision, stage, principal_id, verdict, comment, digest, valid, channel, auth_time, acr)
    VALUES (${newId("vote")}, ${record.id}, ${record.revision}, ${stage}, ${actor.principalId}, ${verdict}, ${comment},
      ${record.digest}, ${verdict !== "counter"}, ${actor.channel}, ${actor.authTime}, ${actor.acr})`);
}
