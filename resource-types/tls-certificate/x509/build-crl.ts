import { AsnConvert } from "@peculiar/asn1-schema";
import {
  CertificateList,
  CRLNumber,
  CRLReason,
  CRLReasons,
  id_ce_cRLNumber,
  id_ce_cRLReasons,
  RevokedCertificate,
  TBSCertList,
  Time,
  Version,
  type Name,
} from "@peculiar/asn1-x509";
import { arrayOf } from "./build-certificate.ts";
import { authorityKey, extension } from "./extensions.ts";
import type { Signer } from "./signer.ts";

/** What a list of revocations says. */
export interface RevocationList {
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revoked: readonly { readonly serial: string; readonly at: Date; readonly reason: number }[];
}

/** Signs a list of revocations (X.509 v2 CRL, RFC 5280, 5) and gives its DER. */
export function buildCrl(
  list: RevocationList,
  { signer, name, keyId }: { readonly signer: Signer; readonly name: Name; readonly keyId: Buffer },
): Buffer {
  const entries = list.revoked.map(({ serial, at, reason }) => {
    const why = reason as CRLReasons;
    return new RevokedCertificate({
      userCertificate: arrayOf(Buffer.from(serial, "hex")),
      revocationDate: new Time(at),
      // RFC 5280 wants "unspecified" left out.
      ...(why !== CRLReasons.unspecified && { crlEntryExtensions: [extension(id_ce_cRLReasons, new CRLReason(why))] }),
    });
  });
  const tbsCertList = new TBSCertList({
    version: Version.v2,
    signature: signer.algorithm,
    issuer: name,
    thisUpdate: new Time(list.thisUpdate),
    nextUpdate: new Time(list.nextUpdate),
    ...(entries.length > 0 && { revokedCertificates: entries }),
    crlExtensions: [authorityKey(keyId), extension(id_ce_cRLNumber, new CRLNumber(list.number))],
  });
  const signature = arrayOf(signer.sign(Buffer.from(AsnConvert.serialize(tbsCertList))));
  return Buffer.from(
    AsnConvert.serialize(new CertificateList({ tbsCertList, signatureAlgorithm: signer.algorithm, signature })),
  );
}
