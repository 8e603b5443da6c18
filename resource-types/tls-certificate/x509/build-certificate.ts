import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AttributeTypeAndValue,
  AttributeValue,
  Certificate,
  Extensions,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
  type Extension,
} from "@peculiar/asn1-x509";
import type { Signer } from "./signer.ts";

const commonName = "2.5.4.3";
const organization = "2.5.4.10";

/** What is certified, and by whom. */
export interface CertificateContent {
  /** Positive and at most 20 octets. */
  readonly serial: Buffer;
  readonly issuer: Name;
  readonly subject: Name;
  /** DER of the public key certified. */
  readonly publicKey: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
}

/** Signs a certificate (X.509 v3, RFC 5280) and gives its DER. */
export function buildCertificate(content: CertificateContent, signer: Signer): Buffer {
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: arrayOf(content.serial),
    signature: signer.algorithm,
    issuer: content.issuer,
    validity: new Validity({ notBefore: content.notBefore, notAfter: content.notAfter }),
    subject: content.subject,
    subjectPublicKeyInfo: AsnConvert.parse(content.publicKey, SubjectPublicKeyInfo),
    extensions: new Extensions([...content.extensions]),
  });
  const signature = signer.sign(Buffer.from(AsnConvert.serialize(tbsCertificate)));
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: signer.algorithm,
    signatureValue: arrayOf(signature),
  });
  return Buffer.from(AsnConvert.serialize(certificate));
}

/** A name of a common name and an organisation; null leaves a part out. */
export function nameOf(parts: { readonly commonName: string | null; readonly organization: string | null }): Name {
  const values = [
    [organization, parts.organization],
    [commonName, parts.commonName],
  ] as const;
  return new Name(
    values.flatMap(([type, text]) =>
      text === null
        ? []
        : [
            new RelativeDistinguishedName([
              new AttributeTypeAndValue({ type, value: new AttributeValue({ utf8String: text }) }),
            ]),
          ],
    ),
  );
}

/** A copy that stands alone, as the schemas want it. */
export function arrayOf(bytes: Uint8Array): ArrayBuffer {
  return new OctetString(bytes).buffer.slice(0);
}
