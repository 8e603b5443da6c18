import type { KeyObject } from "node:crypto";

const rsaBitsMin = 2048;
const rsaBitsMax = 8192;
const curves: readonly (string | undefined)[] = ["prime256v1", "secp384r1"];

/** Says why a key is not certified, or null: RSA of 2048 to 8192 bits, P-256, P-384 and Ed25519 are. */
export function publicKeyProblem({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string | null {
  if (type === "ed25519") return null;
  if (type === "ec") return curves.includes(details?.namedCurve) ? null : "an EC key is one of P-256 or P-384";
  if (type !== "rsa") return "a key is RSA, P-256, P-384 or Ed25519";
  const bits = details?.modulusLength ?? 0;
  if (bits < rsaBitsMin || bits > rsaBitsMax) return `an RSA key has ${rsaBitsMin} to ${rsaBitsMax} bits, not ${bits}`;
  const exponent = details?.publicExponent ?? 0n;
  return exponent < 65_537n || exponent % 2n === 0n
    ? "the public exponent of an RSA key is odd and at least 65537"
    : null;
}
