import { openHttpClient, type TimedAnswer } from "#bench/http-client.ts";
import type { ClaimKey } from "#domain/credentials/create-claim-key.ts";

/** Calls the reveal service as one signed-in person. */
export interface Claimant extends Disposable {
  claim(grantId: string, key: ClaimKey): Promise<TimedAnswer>;
  acknowledge(grantId: string, mac: string): Promise<TimedAnswer>;
}

/** Opens a claimant of at most `connections` connections, for as long as the token is valid. */
export function openClaimant(at: { readonly url: string; readonly token: string }, connections: number): Claimant {
  const client = openHttpClient(connections);
  const headers = { authorization: `Bearer ${at.token}`, "content-type": "application/json" };
  const post = (path: string, body: object) =>
    client.post(`${at.url}/v1/grants/${path}`, { headers, body: JSON.stringify(body) });
  return {
    claim: (grantId, { publicKey }) => post(`${grantId}/claim`, { publicKey }),
    acknowledge: (grantId, mac) => post(`${grantId}/ack`, { mac }),
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}
