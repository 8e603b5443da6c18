import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openClaim, type ClaimAnswer } from "#domain/credentials/open-claim.ts";

/** Who claims, and where. */
export interface Claimant {
  readonly url: string;
  readonly token: string;
}

/**
 * Claims a grant as the page does, opens the answer and acknowledges it.
 *
 * Gives the milliseconds from the claim sent to the credential opened. @throws on any other answer
 */
export async function revealGrant({ url, token }: Claimant, grantId: string): Promise<number> {
  const key = await createClaimKey();
  const post = async (path: "claim" | "ack", body: Record<string, string>) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(`${url}/v1/grants/${grantId}/${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return text;
  };
  const sentAt = performance.now();
  const answer = JSON.parse(await post("claim", { publicKey: key.publicKey })) as ClaimAnswer;
  const { ack } = await openClaim(key, grantId, answer);
  const openedMs = performance.now() - sentAt;
  await post("ack", { mac: ack });
  return openedMs;
}
