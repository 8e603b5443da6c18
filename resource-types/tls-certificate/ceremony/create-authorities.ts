import { createPrivateKey, generateKeyPairSync, X509Certificate, type KeyObject } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import { Certificate, type Name } from "@peculiar/asn1-x509";
import { newSerial } from "../authority/make-leaf.ts";
import { buildCertificate, nameOf } from "../x509/build-certificate.ts";
import { authorityExtensions, keyIdOf } from "../x509/extensions.ts";
import { openSigner } from "../x509/signer.ts";

const dayMs = 86_400_000;
const rootYears = 10;
const intermediateYears = 3;

/** A new authority: its certificate (DER) and its key. */
export interface NewAuthority {
  readonly certificate: Buffer;
  readonly key: KeyObject;
}

/** Makes a root: P-384, ten years, one level of authorities below it. */
export function createRoot(organization: string, now: Date): NewAuthority {
  const key = newKey();
  const signer = openSigner(key);
  const name = nameOf({ commonName: `${organization} root ${now.getUTCFullYear()}`, organization });
  const keyId = keyIdOf(signer.publicKey);
  const certificate = buildCertificate(
    {
      serial: newSerial(),
      issuer: name,
      subject: name,
      publicKey: signer.publicKey,
      ...validity(now, rootYears),
      extensions: authorityExtensions({ publicKey: signer.publicKey, issuerKeyId: keyId, pathLength: 1, zones: [] }),
    },
    signer,
  );
  return { certificate, key };
}

/** What an intermediate is made for; `key` and `like` give a known one another certificate. */
export interface IntermediateOrder {
  readonly organization: string;
  readonly zones: readonly string[];
  readonly now: Date;
  readonly key?: KeyObject;
  /** DER of the certificate whose name is kept. */
  readonly like?: Buffer;
  /** Tells it from others of the same day. */
  readonly mark?: string;
}

/** Makes an intermediate below the root: P-384, three years, no authority below it, and names of the zones only. */
export function createIntermediate(
  root: NewAuthority,
  { organization, zones, now, key = newKey(), like, mark }: IntermediateOrder,
): NewAuthority {
  const rootSigner = openSigner(root.key);
  const ownName = [organization, "intermediate", now.toISOString().slice(0, 10), mark ?? []].flat().join(" ");
  const { publicKey } = openSigner(key);
  const { validTo } = new X509Certificate(root.certificate);
  const { notBefore, notAfter } = validity(now, intermediateYears);
  const certificate = buildCertificate(
    {
      serial: newSerial(),
      issuer: subjectOf(root.certificate),
      subject: like === undefined ? nameOf({ commonName: ownName, organization }) : subjectOf(like),
      publicKey,
      notBefore,
      notAfter: new Date(Math.min(notAfter.getTime(), new Date(validTo).getTime())),
      extensions: authorityExtensions({ publicKey, issuerKeyId: keyIdOf(rootSigner.publicKey), pathLength: 0, zones }),
    },
    rootSigner,
  );
  return { certificate, key };
}

function subjectOf(certificate: Buffer): Name {
  return AsnConvert.parse(certificate, Certificate).tbsCertificate.subject;
}

function newKey(): KeyObject {
  const { privateKey } = generateKeyPairSync("ec", {
    namedCurve: "P-384",
    privateKeyEncoding: { type: "pkcs8", format: "der" },
    publicKeyEncoding: { type: "spki", format: "der" },
  });
  return createPrivateKey({ key: privateKey, format: "der", type: "pkcs8" });
}

function validity(now: Date, years: number) {
  const notBefore = new Date(now.getTime() - 60_000);
  return { notBefore, notAfter: new Date(now.getTime() + years * 365 * dayMs) };
}
