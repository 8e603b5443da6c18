import type { AppError } from "#domain/errors/app-error.ts";
import { WorkloadRefused } from "#domain/federation/workload-refused.ts";
import { openLog } from "#server/adapters/log/log.ts";
import { getWebContext } from "#server/context.ts";
import { callerAddress } from "#server/http/caller-address.ts";
import { recordDenial, type AnonymousDenial } from "#server/identity/record-denial.ts";

/**
 * Writes one line for a call that failed here and for one that was denied; never a body, a query or a credential.
 *
 * A call by nobody is recorded in the audit as well, after the answer and counted per address and minute; that of a workload
 * per reason and issuer too, so that no garbage hides others, and a token that comes again with its service account.
 */
export async function logRefusal(request: Request, error: AppError, requestId: string): Promise<void> {
  const failed = error.status >= 500;
  if (!failed && error.status !== 401 && error.status !== 403 && error.status !== 429) return;
  const ctx = await getWebContext().catch(() => null);
  const log = ctx?.log ?? openLog("web");
  const line = {
    requestId,
    method: request.method,
    path: new URL(request.url).pathname,
    code: error.code,
    address: ctx && callerAddress(request, ctx.settings),
    ...(error instanceof WorkloadRefused && { reason: error.reason, issuer: error.about.issuer }),
  };
  if (failed) log.error({ ...line, err: error.cause ?? error }, "call failed");
  else log.info(line, "call refused");
  if (ctx !== null && error.code === "unauthenticated") {
    void recordDenial(ctx, { ...denialOf(error), address: line.address });
  }
}

function denialOf(error: AppError): Omit<AnonymousDenial, "address"> {
  if (error instanceof WorkloadRefused) return denialOfWorkload(error);
  const message = "A call without a valid sign-in was refused.";
  return { action: "call.refused", message, reason: error.message };
}

function denialOfWorkload({ reason, about }: WorkloadRefused): Omit<AnonymousDenial, "address"> {
  const { issuer, workload, account, seenKey } = about;
  const said = { reason, details: { issuer, workload } };
  if (seenKey === null || account === null) {
    const message = "The token of a workload was not exchanged.";
    return { ...said, action: "workload.refused", message, countedBy: JSON.stringify([issuer, reason]) };
  }
  return {
    ...said,
    action: "workload.replayed",
    message: "A token that was exchanged before came again: somebody may have taken it from its workload.",
    countedBy: JSON.stringify([issuer, seenKey]),
    concerns: { stream: `principal:${account.id}`, object: `service_account:${account.id}` },
  };
}
