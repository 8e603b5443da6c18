import { createHash } from "node:crypto";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AccessDescription,
  AuthorityInfoAccessSyntax,
  AuthorityKeyIdentifier,
  BasicConstraints,
  CRLDistributionPoints,
  DistributionPoint,
  DistributionPointName,
  ExtendedKeyUsage,
  Extension,
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ad_caIssuers,
  id_ad_ocsp,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_cRLDistributionPoints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_clientAuth,
  id_kp_serverAuth,
  id_pe_authorityInfoAccess,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  NameConstraints,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
} from "@peculiar/asn1-x509";

/** Where relying parties read about a certificate's issuer. */
export interface IssuerUrls {
  readonly crl: string;
  readonly ocsp: string;
  readonly certificate: string;
}

/** Wraps a value of an extension. */
export function extension(extnID: string, value: unknown, critical = false): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** SHA-1 of the key's bits, by which certificates name their issuer's key (RFC 5280, 4.2.1.2); not a matter of security. */
export function keyIdOf(publicKey: Buffer): Buffer {
  const { subjectPublicKey } = AsnConvert.parse(publicKey, SubjectPublicKeyInfo);
  return createHash("sha1").update(Buffer.from(subjectPublicKey)).digest();
}

/** Extensions of a server's or client's certificate. */
export function leafExtensions(leaf: {
  readonly dnsNames: readonly string[];
  readonly publicKey: Buffer;
  readonly issuerKeyId: Buffer;
  readonly isRsa: boolean;
  readonly hasSubject: boolean;
  readonly urls: IssuerUrls;
}): Extension[] {
  const usage = KeyUsageFlags.digitalSignature | (leaf.isRsa ? KeyUsageFlags.keyEncipherment : 0);
  const names = leaf.dnsNames.map((dNSName) => new GeneralName({ dNSName }));
  return [
    extension(id_ce_basicConstraints, new BasicConstraints({ cA: false }), true),
    extension(id_ce_keyUsage, new KeyUsage(usage), true),
    extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_serverAuth, id_kp_clientAuth])),
    extension(id_ce_subjectAltName, new SubjectAlternativeName(names), !leaf.hasSubject),
    extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyIdOf(leaf.publicKey))),
    authorityKey(leaf.issuerKeyId),
    ...issuerPlaces(leaf.urls),
  ];
}

/** Extensions of an authority's own certificate; `zones` limits the names below an intermediate. */
export function authorityExtensions(authority: {
  readonly publicKey: Buffer;
  readonly issuerKeyId: Buffer;
  readonly pathLength: number;
  readonly zones: readonly string[];
}): Extension[] {
  const usage = KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature;
  return [
    extension(
      id_ce_basicConstraints,
      new BasicConstraints({ cA: true, pathLenConstraint: authority.pathLength }),
      true,
    ),
    extension(id_ce_keyUsage, new KeyUsage(usage), true),
    extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyIdOf(authority.publicKey))),
    authorityKey(authority.issuerKeyId),
    ...(authority.zones.length === 0 ? [] : [constraints(authority.zones)]),
  ];
}

/** By which key a certificate or a list of revocations was signed. */
export function authorityKey(keyId: Buffer): Extension {
  return extension(
    id_ce_authorityKeyIdentifier,
    new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyId) }),
  );
}

/** Names of the zones only, and no address at all (RFC 5280, 4.2.1.10). */
function constraints(zones: readonly string[]): Extension {
  const subtree = (base: GeneralName) => new GeneralSubtree({ base });
  const permitted = zones.map((dNSName) => subtree(new GeneralName({ dNSName })));
  const addresses = ["0.0.0.0/0", "::/0"].map((iPAddress) => subtree(new GeneralName({ iPAddress })));
  const value = new NameConstraints({
    permittedSubtrees: new GeneralSubtrees(permitted),
    excludedSubtrees: new GeneralSubtrees(addresses),
  });
  return extension(id_ce_nameConstraints, value, true);
}

function issuerPlaces({ crl, ocsp, certificate }: IssuerUrls): Extension[] {
  const at = (uniformResourceIdentifier: string) => new GeneralName({ uniformResourceIdentifier });
  const point = new DistributionPoint({ distributionPoint: new DistributionPointName({ fullName: [at(crl)] }) });
  const access = new AuthorityInfoAccessSyntax([
    new AccessDescription({ accessMethod: id_ad_ocsp, accessLocation: at(ocsp) }),
    new AccessDescription({ accessMethod: id_ad_caIssuers, accessLocation: at(certificate) }),
  ]);
  return [
    extension(id_ce_cRLDistributionPoints, new CRLDistributionPoints([point])),
    extension(id_pe_authorityInfoAccess, access),
  ];
}
