import { auditText } from "#domain/audit/audit-event.ts";
import { decodeBase64url } from "#domain/credentials/base64url.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { failpoint } from "#server/runs/failpoint.ts";
import { lostClaim } from "#reveal/assert-claimable.ts";
import { findOwnGrant, notFound } from "#reveal/find-own-grant.ts";
import type { OwnGrant } from "#reveal/grant-record.ts";
import type { RevealContext } from "#reveal/reveal-context.ts";
import { sha256 } from "#reveal/sha256.ts";
import type { Caller } from "#reveal/verify-bearer.ts";

/**
 * Takes the proof that the recipient opened what was revealed: the grant is `confirmed` and its ciphertext dropped.
 *
 * The second time changes nothing. A proof that comes late still counts.
 * @throws invalid_input for another proof than this reveal's; not_found; rate_limited; wrong_state, gone: not revealed
 */
export async function acknowledgeGrant(
  ctx: RevealContext,
  caller: Caller,
  call: { readonly grantId: string; readonly mac: string },
): Promise<void> {
  const mac = readMac(call.mac);
  const grant = await findOwnGrant(ctx, caller, { grantId: call.grantId, kind: "claim" });
  const ack = { hash: sha256(mac), auditText: confirmedText(caller, grant) };
  const status = await ctx.store.acknowledge(grant.id, caller, ack);
  await failpoint("reveal.acknowledged");
  if (status === "confirmed") return;
  if (status === "not_found") throw notFound();
  if (status === "mismatch") throw invalidMac();
  if (status === "pending") throw new AppError("wrong_state", "This has not been opened yet.");
  throw lostClaim(status);
}

function readMac(text: string): Uint8Array {
  try {
    const bytes = decodeBase64url(text);
    if (bytes.length === 32) return bytes;
  } catch {
    // Said below, like a mac of another length.
  }
  throw invalidMac();
}

function invalidMac(): AppError {
  return new AppError("invalid_input", "mac does not belong to this reveal.", { details: { path: "/mac" } });
}

function confirmedText(caller: Caller, { id, recipient, resource, generation }: OwnGrant): string {
  const event = {
    stream: `resource:${resource.id}`,
    requestId: null,
    actor: { id: recipient.id, name: recipient.name, channel: caller.channel, act: caller.act },
    action: "grant.confirmed",
    object: `grant:${id}`,
    message: `The credential of ${resource.name} arrived: what ${recipient.name} opened it with says so.`,
    details: { generation, resource: resource.id },
  };
  return auditText(event, new Date());
}
