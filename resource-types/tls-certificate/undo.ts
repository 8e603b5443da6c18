import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { openCall, type CertificateContext } from "./call.ts";

/** Revokes what was issued below this generation's enrolment and ends it; what is not ours stays, and absence is success. */
export async function undoEnrol(ctx: CertificateContext): Promise<Receipt> {
  const { client, names, resourceId } = await openCall(ctx);
  const { enrolment } = names;
  const found = await client.find(enrolment);
  if (found === null) return { enrolment, alreadyGone: true };
  if (found.resourceId !== resourceId) return { enrolment, foreign: true };
  await ctx.assertFence();
  await client.close(enrolment, { resourceId });
  return { enrolment, revoked: found.certificates.map(({ serial }) => serial) };
}
