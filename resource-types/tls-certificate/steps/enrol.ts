import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { openCall, type CertificateContext } from "../call.ts";

/**
 * Binds the names to this resource's generation at the authority, which issues below an enrolment only.
 *
 * @throws backend_conflict when an enrolment of that name belongs to somebody else, invalid_input for a name outside of
 * the authority's zones
 */
export async function enrol(ctx: CertificateContext): Promise<Receipt> {
  const call = await openCall(ctx);
  await ctx.assertFence();
  const { resourceId, names } = call;
  const { dnsNames, revision } = await call.client.enrol(names.enrolment, {
    resourceId,
    dnsNames: ctx.parameters.dnsNames,
  });
  await ctx.failpoint("certificate.after-enrol");
  return { enrolment: names.enrolment, dnsNames, revision };
}
