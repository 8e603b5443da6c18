import { createHash } from "node:crypto";
import { AppError } from "#domain/errors/app-error.ts";
import type { ResourceIdentity } from "#domain/provisioning/resource-type.ts";

const namePattern = /^[a-z][a-z0-9-]{2,24}$/;
const idPattern = /^[A-Za-z0-9_-]{1,64}$/;
const base32 = "abcdefghijklmnopqrstuvwxyz234567";

/**
 * Gives what makes the external names of a resource its own: eight characters of base32, the first 40 bits of the
 * SHA-256 of its id. Every resource type derives its names through this, so that none is made from an unchecked part.
 *
 * @throws invalid_input when the name, the resource id or the generation is outside its rule
 */
export function externalSuffix({ name, resourceId, generation }: ResourceIdentity): string {
  if (!namePattern.test(name)) {
    throw new AppError(
      "invalid_input",
      "A name has 3 to 25 characters: a lower-case letter, then lower-case letters, digits or hyphens.",
    );
  }
  if (!idPattern.test(resourceId)) throw new AppError("invalid_input", "The resource id has unexpected characters.");
  if (!Number.isInteger(generation) || generation < 1 || generation > 99_999) {
    throw new AppError("invalid_input", "The generation of a credential is a whole number from 1 to 99999.");
  }
  const bits = createHash("sha256").update(resourceId).digest().readUIntBE(0, 5);
  const digits = Array.from({ length: 8 }, (_, index) => base32[Math.floor(bits / 32 ** (7 - index)) % 32]);
  return digits.join("");
}
