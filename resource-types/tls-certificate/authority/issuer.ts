import { X509Certificate } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AsnConvert } from "@peculiar/asn1-schema";
import { Certificate, id_ce_nameConstraints, NameConstraints, type Name } from "@peculiar/asn1-x509";
import { keyIdOf, type IssuerUrls } from "../x509/extensions.ts";
import { readPem, toPem } from "../x509/pem.ts";
import { openSignerFromPem, type Signer } from "../x509/signer.ts";

/** The intermediate that signs what the authority issues. */
export interface Issuer {
  readonly signer: Signer;
  readonly name: Name;
  readonly keyId: Buffer;
  /** Of its key: how records and addresses name it. */
  readonly id: string;
  /** DER of the intermediate's certificate. */
  readonly certificate: Buffer;
  /** Intermediate first, root last. */
  readonly chainPem: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The zones that the intermediate's certificate permits; nothing outside of them is ever signed. */
  readonly zones: readonly string[];
  readonly urls: IssuerUrls;
}

/** Names of the files that `latchkey pki init` installs. */
export const issuerFiles = {
  key: "intermediate.key",
  chain: "chain.pem",
  journal: "journal.log",
  /** Folders, one for each intermediate before: it signs what is told of its own certificates, and issues no more. */
  earlier: "earlier",
} as const;

/** Gives the intermediate that issues, and those before it, the oldest last. @throws Error when a key is not that of its certificate, or a certificate permits no zone */
export async function openIssuers(directory: string, publicUrl: string): Promise<readonly [Issuer, ...Issuer[]]> {
  const folder = join(directory, issuerFiles.earlier);
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^[0-9a-f]{16}$/.test(name));
  const earlier = await Promise.all(names.map((name) => openIssuer(join(folder, name), publicUrl)));
  const byAge = earlier.toSorted((a, b) => b.notBefore.getTime() - a.notBefore.getTime());
  return [await openIssuer(directory, publicUrl), ...byAge];
}

/** Opens the intermediate of a folder, with the addresses under which it is read about. */
async function openIssuer(directory: string, publicUrl: string): Promise<Issuer> {
  const chain = readPem(await readFile(join(directory, issuerFiles.chain), "utf8")).map(({ der }) => der);
  const [certificate, root] = chain;
  if (certificate === undefined || root === undefined) throw new Error("chain.pem holds intermediate and root.");
  const signer = openSignerFromPem(await readFile(join(directory, issuerFiles.key)));
  const { tbsCertificate } = AsnConvert.parse(certificate, Certificate);
  const parsed = new X509Certificate(certificate);
  if (!parsed.publicKey.export({ type: "spki", format: "der" }).equals(signer.publicKey)) {
    throw new Error("intermediate.key is not the key of the certificate in chain.pem.");
  }
  if (!parsed.verify(new X509Certificate(root).publicKey)) throw new Error("The root did not sign the intermediate.");
  const keyId = keyIdOf(signer.publicKey);
  const id = issuerIdOf(certificate);
  const base = publicUrl.replace(/\/$/, "");
  return {
    signer,
    name: tbsCertificate.subject,
    keyId,
    id,
    certificate,
    chainPem: chain.map((der) => toPem("CERTIFICATE", der)).join(""),
    notBefore: new Date(parsed.validFrom),
    notAfter: new Date(parsed.validTo),
    zones: readIssuerZones(certificate),
    urls: { crl: `${base}/crl/${id}.der`, ocsp: `${base}/ocsp`, certificate: `${base}/ca/${id}.der` },
  };
}

/** The zones that an intermediate's certificate (DER) permits. @throws Error when it permits none */
export function readIssuerZones(certificate: Buffer): readonly string[] {
  const { extensions } = AsnConvert.parse(certificate, Certificate).tbsCertificate;
  const found = extensions?.find(({ extnID }) => extnID === id_ce_nameConstraints);
  const permitted = found && AsnConvert.parse(found.extnValue, NameConstraints).permittedSubtrees;
  const zones = [...(permitted ?? [])].flatMap(({ base }) => base.dNSName ?? []);
  if (zones.length === 0) throw new Error("The intermediate's certificate permits no zone (name constraints).");
  return zones;
}

/** How an intermediate (DER) is named in addresses, records and folders: by its key, in hex. */
export function issuerIdOf(certificate: Buffer): string {
  const publicKey = new X509Certificate(certificate).publicKey.export({ type: "spki", format: "der" });
  return keyIdOf(publicKey).toString("hex").slice(0, 16);
}
