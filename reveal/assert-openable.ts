import { AppError } from "#domain/errors/app-error.ts";
import type { OwnGrant } from "#reveal/grant-record.ts";
import type { RecipientKey } from "#domain/credentials/parse-public-key.ts";
import type { RevealContext } from "#reveal/reveal-context.ts";

/**
 * Refuses a claim whose answer nobody could open: sealed to another device than the one that asks or to one that its owner
 * removed, or to a key that is not there. Uses nothing up.
 *
 * @throws invalid_key, forbidden, kek_unavailable, gone
 */
export async function assertOpenable(ctx: RevealContext, grant: OwnGrant, { bytes }: RecipientKey): Promise<void> {
  const { device, keyId } = grant;
  if (device === null) {
    if (keyId !== null) await ctx.opener.health(keyId);
    return;
  }
  if (device.removed) {
    const message = `It was sealed to the device ${device.name}, which was removed since. Have it issued again.`;
    throw new AppError("forbidden", message);
  }
  if (!device.publicKey.equals(bytes)) {
    throw new AppError("invalid_key", `It was sealed to the device ${device.name}: only its key opens this.`);
  }
}
