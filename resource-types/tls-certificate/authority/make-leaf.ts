import { randomBytes } from "node:crypto";
import { buildCertificate, nameOf } from "../x509/build-certificate.ts";
import { leafExtensions } from "../x509/extensions.ts";
import type { CertificateRequest } from "../x509/read-csr.ts";
import type { Issuer } from "./issuer.ts";

const commonNameMax = 64;

/** What a certificate of a server or client is made of. */
export interface LeafContent {
  readonly dnsNames: readonly string[];
  readonly request: CertificateRequest;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Signs the certificate under a serial number of 158 random bits; gives both. */
export function makeLeaf(issuer: Issuer, leaf: LeafContent): { readonly serial: string; readonly der: Buffer } {
  const serial = newSerial();
  const { publicKey, isRsa } = leaf.request;
  // Programs read the names from the extension; the common name is for people.
  const commonName = leaf.dnsNames.find((name) => name.length <= commonNameMax) ?? null;
  const der = buildCertificate(
    {
      serial,
      issuer: issuer.name,
      subject: nameOf({ commonName, organization: null }),
      publicKey,
      notBefore: leaf.notBefore,
      notAfter: leaf.notAfter,
      extensions: leafExtensions({
        dnsNames: leaf.dnsNames,
        publicKey,
        isRsa,
        issuerKeyId: issuer.keyId,
        hasSubject: commonName !== null,
        urls: issuer.urls,
      }),
    },
    issuer.signer,
  );
  return { serial: serial.toString("hex"), der };
}

/** 20 octets, positive, and of the same length always. */
export function newSerial(): Buffer {
  const serial = randomBytes(20);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return serial;
}
