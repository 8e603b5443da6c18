import { createPublicKey, sign, type KeyObject } from "node:crypto";
import { CertificationRequest, CertificationRequestInfo } from "@peculiar/asn1-csr";
import { AsnConvert } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier, Name, SubjectPublicKeyInfo } from "@peculiar/asn1-x509";
import { arrayOf } from "./build-certificate.ts";
import { toPem } from "./pem.ts";

/** Makes a certificate request (PKCS#10, PEM) that says nothing but the key and proves its possession; EC or RSA. */
export function buildCsr(key: KeyObject): string {
  const isRsa = key.asymmetricKeyType === "rsa";
  const publicKey = createPublicKey(key).export({ type: "spki", format: "der" });
  const certificationRequestInfo = new CertificationRequestInfo({
    version: 0,
    subject: new Name(),
    subjectPKInfo: AsnConvert.parse(publicKey, SubjectPublicKeyInfo),
  });
  const signatureAlgorithm = new AlgorithmIdentifier(
    isRsa ? { algorithm: "1.2.840.113549.1.1.11", parameters: null } : { algorithm: "1.2.840.10045.4.3.2" },
  );
  const signature = sign("sha256", Buffer.from(AsnConvert.serialize(certificationRequestInfo)), key);
  const request = new CertificationRequest({
    certificationRequestInfo,
    signatureAlgorithm,
    signature: arrayOf(signature),
  });
  return toPem("CERTIFICATE REQUEST", new Uint8Array(AsnConvert.serialize(request)));
}
