import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openClaim } from "#domain/credentials/open-claim.ts";
import type { OpenedCredential } from "#domain/credentials/parse-credential.ts";

/** What a claim was answered with; `credential` when it was won and opened with the key that asked. */
export interface ClaimOutcome {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
  readonly credential: OpenedCredential | null;
}

/** Claims a grant over HTTP with a fresh key, and opens what comes back. */
export async function postClaim(
  url: string,
  grantId: string,
  call: { readonly token: string; readonly publicKey?: unknown; readonly headers?: Readonly<Record<string, string>> },
): Promise<ClaimOutcome> {
  const key = await createClaimKey();
  const { token, publicKey = key.publicKey, headers } = call;
  const response = await fetch(`${url}/v1/grants/${grantId}/claim`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body: JSON.stringify({ publicKey }),
  });
  const body = (await response.json()) as Record<string, unknown>;
  const { enc, ciphertext } = body;
  const isWon = response.status === 200 && typeof enc === "string" && typeof ciphertext === "string";
  const credential = isWon ? await openClaim(key, grantId, { enc, ciphertext }) : null;
  return { status: response.status, body, headers: response.headers, credential };
}
