import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { assertOnlyOwn, openCall, type CertificateContext } from "./call.ts";
import { checkStatus, expectStatus } from "./check-status.ts";
import { livingCertificates } from "./living-certificates.ts";
import { readTrust } from "./read-trust.ts";

/**
 * Revokes every living certificate of this generation and proves that the world is told so.
 *
 * The newest is good before, as positive control; afterwards each is revoked by OCSP and stands on a list of revocations,
 * both signed by the issuer. An enrolment that is gone, or without certificates, already counts as success.
 * @throws verification_failed when an answer is not the expected one, backend_conflict for what is not ours
 */
export async function revoke(ctx: CertificateContext): Promise<Receipt> {
  const call = await openCall(ctx);
  const { client, names, resourceId } = call;
  const found = await client.find(names.enrolment);
  if (found === null) return { enrolment: names.enrolment, alreadyGone: true };
  assertOnlyOwn(call, [found]);
  const trust = await readTrust(call);
  const living = livingCertificates(found);
  const before = await checkStatus(living.slice(-1), trust, ctx.signal);
  expectStatus(before, "good");
  await ctx.failpoint("certificate.after-positive-control");
  for (const { serial } of living) {
    await ctx.assertFence();
    await client.revoke(serial, { resourceId, reason: "cessationOfOperation" });
  }
  await ctx.failpoint("certificate.after-revoke");
  const proven = living.length > 0 ? living : found.certificates.filter(isUnexpired).slice(-1);
  const after = await checkStatus(proven, trust, ctx.signal);
  expectStatus(after, "revoked");
  return { enrolment: names.enrolment, revoked: living.map(({ serial }) => serial), before, after };
}

/** An expired certificate may have left the lists. */
function isUnexpired({ notAfter }: { readonly notAfter: string }): boolean {
  return new Date(notAfter).getTime() > Date.now();
}
