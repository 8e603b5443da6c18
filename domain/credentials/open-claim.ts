import { ackExport, ackMac } from "#domain/credentials/ack-mac.ts";
import { decodeBase64url, encodeBase64url } from "#domain/credentials/base64url.ts";
import { claimInfo } from "#domain/credentials/claim-info.ts";
import type { ClaimKey } from "#domain/credentials/create-claim-key.ts";
import { hpkeSuite } from "#domain/credentials/hpke-suite.ts";
import { parseCredential, type OpenedCredential } from "#domain/credentials/parse-credential.ts";

/** The answer of `POST /v1/grants/{id}/claim`. */
export interface ClaimAnswer {
  /** Base64url of the encapsulated key. */
  readonly enc: string;
  /** Base64url of the HPKE ciphertext. */
  readonly ciphertext: string;
  readonly generation: number;
  readonly refetchUntil: string;
}

/** An opened claim, with what tells the server that it was opened. */
export interface OpenedClaim extends OpenedCredential {
  /** Body of `POST /v1/grants/{id}/ack`: base64url, made by this opening alone. */
  readonly ack: string;
}

/** A sealed answer, and what it must have been made for. */
export interface ClaimSealed extends Pick<ClaimAnswer, "enc" | "ciphertext"> {
  /** `encodeBinding` of what a device's credential is bound to; nothing for a key made for this one claim. */
  readonly aad?: Uint8Array<ArrayBuffer>;
}

/**
 * Opens the answer of a claim with the key pair it was sealed to (RFC 9180, base mode): the one that was made for the
 * claim, or that of an enrolled device.
 *
 * @throws when the answer was sealed to another key, another grant or another binding, or was changed on its way
 */
export async function openClaim(key: ClaimKey, grantId: string, answer: ClaimSealed): Promise<OpenedClaim> {
  const context = await hpkeSuite().createRecipientContext({
    recipientKey: key.keyPair,
    enc: decodeBase64url(answer.enc),
    info: claimInfo(grantId),
  });
  const plaintext = new Uint8Array(await context.open(decodeBase64url(answer.ciphertext), answer.aad));
  try {
    const exported = await context.export(ackExport.context, ackExport.bytes);
    return { ...parseCredential(plaintext), ack: encodeBase64url(await ackMac(exported, grantId)) };
  } finally {
    plaintext.fill(0);
  }
}
