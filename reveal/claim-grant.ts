import { encodeBase64url } from "#domain/credentials/base64url.ts";
import type { ClaimAnswer } from "#domain/credentials/open-claim.ts";
import { auditText } from "#domain/audit/audit-event.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { failpoint } from "#server/runs/failpoint.ts";
import { assertOpenable } from "#reveal/assert-openable.ts";
import { assertFresh } from "#reveal/assert-fresh.ts";
import { assertClaimable, lostClaim } from "#reveal/assert-claimable.ts";
import { findOwnGrant, notFound, refuse } from "#reveal/find-own-grant.ts";
import type { OwnGrant } from "#reveal/grant-record.ts";
import type { ClaimRow, Refetched } from "#reveal/grant-store.ts";
import { assertMayReceive } from "#reveal/may-receive.ts";
import { parsePublicKey, type RecipientKey } from "#domain/credentials/parse-public-key.ts";
import { isForDevice, passToDevice } from "#reveal/pass-to-device.ts";
import type { RevealContext } from "#reveal/reveal-context.ts";
import { sha256 } from "#reveal/sha256.ts";
import { sealToBrowser, type BrowserSealed } from "#reveal/seal-to-browser.ts";
import { signInNeed } from "#reveal/sign-in-need.ts";
import type { Caller } from "#reveal/verify-bearer.ts";

const refetchSeconds = 120;

/**
 * Reveals a grant to its recipient, exactly once, sealed to the key they sent. For two minutes, or until it is
 * acknowledged, the same key is given the same bytes again: an answer that was lost is not a credential that was lost.
 *
 * Whatever can refuse without consuming refuses first; then one claim wins the grant under a lease and a fence, the
 * payload is opened and sealed to the key in memory, and only after the commit of `revealed` is anything returned.
 * @throws invalid_key, not_found, rate_limited, reauthentication_required, forbidden, claiming, wrong_state, gone,
 *   kek_unavailable, unavailable, internal
 */
export async function claimGrant(
  ctx: RevealContext,
  caller: Caller,
  call: { readonly grantId: string; readonly publicKey: string },
): Promise<ClaimAnswer> {
  const recipientKey = await parsePublicKey(call.publicKey);
  const grant = await findOwnGrant(ctx, caller, { grantId: call.grantId, kind: "claim" });
  const again = grant.state === "revealed" ? await refetch(ctx, caller, { grant, recipientKey }) : null;
  if (again !== null) return again;
  assertClaimable(grant);
  assertFresh(caller, signInNeed(grant, ctx), new Date());
  assertMayReceive(ctx, caller, grant);
  await assertOpenable(ctx, grant, recipientKey);
  const claim = await ctx.store.claim(grant.id, caller, ctx.settings.LEASE_SECONDS);
  if (!isWon(claim)) {
    // The same page asked twice, and the other call was just first.
    const same = claim.status === "revealed" ? await refetch(ctx, caller, { grant, recipientKey }) : null;
    if (same !== null) return same;
    // The grant stopped being the caller's between two statements: their account was disabled.
    if (claim.status === "not_found") await refuse(ctx, caller, { grantId: grant.id, kind: "claim" });
    throw claim.status === "not_found" ? notFound() : lostClaim(claim.status);
  }
  return finishClaim(ctx, caller, { grant, claim, recipientKey });
}

/** Fresh enough it was when it was revealed; the key proves that the same living page asks. */
async function refetch(
  ctx: RevealContext,
  caller: Caller,
  { grant, recipientKey }: Pick<WonClaim, "grant" | "recipientKey">,
): Promise<ClaimAnswer | null> {
  const kept = await ctx.store.refetch(grant.id, caller, sha256(recipientKey.bytes));
  return kept === null ? null : present(kept);
}

function present({ enc, ciphertext, generation, refetchUntil }: Refetched): ClaimAnswer {
  return {
    enc: encodeBase64url(enc),
    ciphertext: encodeBase64url(ciphertext),
    generation,
    refetchUntil: refetchUntil.toISOString(),
  };
}

interface WonClaim {
  readonly grant: OwnGrant;
  readonly claim: ClaimRow;
  readonly recipientKey: RecipientKey;
}

async function finishClaim(ctx: RevealContext, caller: Caller, won: WonClaim): Promise<ClaimAnswer> {
  const { grant, claim } = won;
  try {
    await failpoint("reveal.claimed");
    const sealed = await openForBrowser(ctx, caller, won);
    await failpoint("reveal.sealed");
    const kept = { grantId: grant.id, fence: claim.fence, ...sealed, refetchSeconds };
    const until = await ctx.store.commit({ ...kept, auditText: revealedText(caller, grant) });
    if (until === null) throw lostClaim("claiming");
    await failpoint("reveal.committed");
    return present({ ...sealed, generation: claim.generation, refetchUntil: until });
  } catch (error) {
    await giveBack(ctx, grant.id, claim.fence);
    if (isAppError(error, "internal")) recordTampering(ctx, caller, grant);
    throw error;
  }
}

/** The recipient in the binding is the one whose token was verified here, not what a row says. */
async function openForBrowser(ctx: RevealContext, caller: Caller, won: WonClaim): Promise<BrowserSealed> {
  const { grant, claim, recipientKey } = won;
  if (isForDevice(claim)) return passToDevice(claim, recipientKey);
  const binding = {
    grantId: grant.id,
    resourceId: claim.resourceId,
    generation: claim.generation,
    recipient: { issuer: caller.issuer, subject: caller.subject },
    expiresAt: claim.expiresAt,
    classification: claim.classification,
  };
  return ctx.opener.open(claim, binding, (plaintext) => sealToBrowser(recipientKey, grant.id, plaintext));
}

/** Without this the grant would wait for its lease; nothing is lost when it fails. */
async function giveBack(ctx: RevealContext, grantId: string, fence: string): Promise<void> {
  await ctx.store.release(grantId, fence).catch((error: unknown) => {
    ctx.log.warn({ err: error }, "a claim waits for its lease to end");
  });
}

function revealedText(caller: Caller, { id, recipient, resource, generation }: OwnGrant): string {
  const event = {
    stream: `resource:${resource.id}`,
    requestId: null,
    actor: { id: recipient.id, name: recipient.name, channel: caller.channel, act: caller.act },
    action: "grant.revealed",
    object: `grant:${id}`,
    message: `${recipient.name} revealed the credential of ${resource.name}.`,
    details: { generation, resource: resource.id },
  };
  return auditText(event, new Date());
}

function recordTampering(ctx: RevealContext, caller: Caller, { id, recipient, resource }: OwnGrant): void {
  const event = {
    stream: `resource:${resource.id}`,
    requestId: null,
    actor: { id: recipient.id, name: recipient.name, channel: caller.channel, act: caller.act },
    action: "grant.open_failed",
    object: `grant:${id}`,
    message: `The sealed credential of ${resource.name} does not fit its grant: a row was changed. It stayed closed.`,
  };
  ctx.log.error({ grant: id }, "a sealed payload does not fit its grant");
  ctx.afterwards.run("a payload that does not fit was not recorded", () =>
    ctx.store.recordRefusal(id, auditText(event, new Date())),
  );
}

function isWon(claim: { readonly status: string }): claim is ClaimRow {
  return claim.status === "claimed";
}
