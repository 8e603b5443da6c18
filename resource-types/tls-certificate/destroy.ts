import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { assertOnlyOwn, openCall, type CertificateContext } from "./call.ts";
import { checkStatus, expectStatus } from "./check-status.ts";
import { livingCertificates } from "./living-certificates.ts";
import { readTrust } from "./read-trust.ts";

/**
 * Revokes what lives of all generations, ends their enrolments, and proves that no certificate of the resource is good.
 *
 * @throws backend_conflict, and verification_failed when the authority still knows an enrolment or vouches for a
 * certificate
 */
export async function destroy(ctx: CertificateContext): Promise<Receipt> {
  const call = await openCall(ctx);
  const { client, names, resourceId } = call;
  const seen = await client.list(names.enrolmentPrefix);
  assertOnlyOwn(call, seen);
  const living = seen.flatMap((enrolment) => livingCertificates(enrolment));
  for (const { name } of seen) {
    await ctx.assertFence();
    await client.close(name, { resourceId });
  }
  await ctx.failpoint("certificate.after-close");
  const left = await client.list(names.enrolmentPrefix);
  if (left.length > 0) {
    const details = { left: left.map(({ name }) => name) };
    throw new AppError("verification_failed", "The authority still knows an enrolment that was ended.", { details });
  }
  const status = living.length === 0 ? [] : await checkStatus(living, await readTrust(call), ctx.signal);
  expectStatus(status, "revoked");
  return { ended: seen.map(({ name }) => name), revoked: living.map(({ serial }) => serial), status };
}
