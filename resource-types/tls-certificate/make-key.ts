import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { Secret } from "#domain/credentials/secret.ts";
import type { CertificateParameters } from "./parameters.ts";

/** A key made here: to sign a request with, and as bytes to hand over. */
export interface MadeKey {
  readonly key: KeyObject;
  /** DER (PKCS#8); wipe it. */
  readonly bytes: Secret;
}

/** Makes a private key; its bytes never are a string. */
export function makeKey(kind: CertificateParameters["keyType"]): MadeKey {
  const bytes = generateBytes(kind);
  const key = createPrivateKey({ key: bytes, type: "pkcs8", format: "der" });
  return { key, bytes: Secret.fromBytes(bytes) };
}

function generateBytes(kind: CertificateParameters["keyType"]): Buffer {
  if (kind === "ecdsa-p256") return generateEc("P-256");
  if (kind === "ecdsa-p384") return generateEc("P-384");
  return generateKeyPairSync("rsa", {
    modulusLength: Number(kind.slice("rsa-".length)),
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  }).privateKey;
}

function generateEc(namedCurve: string): Buffer {
  return generateKeyPairSync("ec", {
    namedCurve,
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  }).privateKey;
}
