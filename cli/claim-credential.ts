import { callRoute } from "#cli/call-route.ts";
import { CliError } from "#cli/cli-error.ts";
import type { Terminal } from "#cli/command.ts";
import { issueAgain } from "#cli/secret-place.ts";
import { claimGrantRoute } from "#domain/contracts/routes/claim-grant.ts";
import { connectionUrl } from "#domain/credentials/connection-url.ts";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openClaim } from "#domain/credentials/open-claim.ts";
import { renderFile } from "#domain/credentials/render-file.ts";

/** A credential as it is handed over, with what tells the server that it was opened. */
export interface ClaimedCredential {
  /** UTF-8 JSON `{fields, url, file}` and a line feed; the caller wipes it. */
  readonly content: Buffer;
  /** Body of the acknowledgement. */
  readonly ack: string;
}

/**
 * Claims a grant with a key of this process and opens what comes back.
 *
 * @throws CliError with the server's reason, nothing is used up then; or that the grant is opened and the answer is not
 */
export async function claimCredential(id: string, terminal: Terminal): Promise<ClaimedCredential> {
  const key = await createClaimKey();
  const call = { params: { id }, body: { publicKey: key.publicKey } };
  const answer = await callRoute(claimGrantRoute, call, terminal);
  const credential = await openClaim(key, id, answer).catch((cause: unknown) => {
    throw new CliError(`The grant is opened, but the answer cannot be decrypted: ${issueAgain}.`, { cause });
  });
  const file = renderFile(credential);
  const written = { fields: credential.fields, url: connectionUrl(credential), ...(file && { file }) };
  return { content: Buffer.from(`${JSON.stringify(written, null, 2)}\n`), ack: credential.ack };
}
