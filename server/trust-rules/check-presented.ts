import type { TestedToken } from "#domain/contracts/trust-rule-test.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { WorkloadRefused } from "#domain/federation/workload-refused.ts";
import type { ServerContext } from "#server/context.ts";
import { reviewClusterToken } from "#server/federation/review-cluster-token.ts";
import { verifyWorkloadToken } from "#server/federation/verify-workload-token.ts";

const taken =
  "Signature, issuer, audience and times are right. It would be taken unless it was exchanged already. Testing did not use it up.";

/**
 * Says whether a token would be taken in exchange unless it was exchanged already, and if not why, in words that hold no
 * part of it. It is not used up: the workload can still exchange it.
 */
export async function checkPresented(ctx: ServerContext, token: string): Promise<TestedToken["verification"]> {
  try {
    await reviewClusterToken(ctx, await verifyWorkloadToken(ctx, token), token);
    return { state: "valid", message: taken };
  } catch (error) {
    if (error instanceof WorkloadRefused) return { state: "refused", message: `It is not taken: ${error.reason}.` };
    if (!isAppError(error, "unavailable")) throw error;
    return { state: "not_checked", message: "Its issuer could not be asked for its keys just now. Try again." };
  }
}
