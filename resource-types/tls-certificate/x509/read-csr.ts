import { createHash, createPublicKey, verify, type KeyObject } from "node:crypto";
import { CertificationRequest } from "@peculiar/asn1-csr";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  type Attribute,
  BasicConstraints,
  Extensions,
  id_ce_basicConstraints,
  id_ce_subjectAltName,
  SubjectAlternativeName,
} from "@peculiar/asn1-x509";
import { readDnsName } from "#domain/dns/read-dns-name.ts";
import { AuthorityError } from "../authority/authority-error.ts";
import { readPem } from "./pem.ts";
import { publicKeyProblem } from "./public-key-problem.ts";

/** A certificate request whose signature proves that the sender has the private key. */
export interface CertificateRequest {
  /** DER of the public key (SubjectPublicKeyInfo). */
  readonly publicKey: Buffer;
  readonly isRsa: boolean;
  /** SHA-256 of that DER, hex. */
  readonly keyHash: string;
  /** Names it asks for, as written, a common name that is one of DNS included; they are permitted to be fewer than what is issued, never others. */
  readonly dnsNames: readonly string[];
}

const commonName = "2.5.4.3";
const extensionRequest = "1.2.840.113549.1.9.14";
const charactersMax = 16_384;

/** Hash by signature algorithm; null: the algorithm has its own. SHA-1 and MD5 are not here. */
const hashes: Readonly<Record<string, string | null>> = {
  "1.2.840.113549.1.1.11": "sha256",
  "1.2.840.113549.1.1.12": "sha384",
  "1.2.840.113549.1.1.13": "sha512",
  "1.2.840.10045.4.3.2": "sha256",
  "1.2.840.10045.4.3.3": "sha384",
  "1.2.840.10045.4.3.4": "sha512",
  "1.3.101.112": null,
};

/**
 * Reads a PKCS#10 request (RFC 2986) in PEM and checks its signature.
 *
 * @throws AuthorityError csr_malformed, csr_weak_key, csr_weak_signature, csr_signature, csr_asks_for_authority, csr_names
 */
export function readCsr(pem: string): CertificateRequest {
  const request = parse(pem);
  const info = request.certificationRequestInfo;
  const publicKey = Buffer.from(AsnConvert.serialize(info.subjectPKInfo));
  const key = importKey(publicKey);
  const problem = publicKeyProblem(key);
  if (problem !== null) throw new AuthorityError("csr_weak_key", `The key of the request is not taken: ${problem}.`);
  checkSignature(request, key);
  const keyHash = createHash("sha256").update(publicKey).digest("hex");
  return { publicKey, isRsa: key.asymmetricKeyType === "rsa", keyHash, dnsNames: readNames(request) };
}

function parse(pem: string): CertificationRequest {
  if (pem.length > charactersMax) {
    throw new AuthorityError("csr_malformed", `A certificate request has at most ${charactersMax} characters.`);
  }
  const [block, ...more] = readPem(pem);
  if (block === undefined || more.length > 0 || !/^(NEW )?CERTIFICATE REQUEST$/.test(block.label)) {
    throw malformed("Send one block BEGIN CERTIFICATE REQUEST in PEM");
  }
  if (!isOneSequence(block.der)) throw malformed("It is not one DER sequence");
  const parsed = attempt(() => AsnConvert.parse(block.der, CertificationRequest));
  // What is not signed must not vary either: a request has one form.
  const isExact = attempt(() => Buffer.from(AsnConvert.serialize(parsed)).equals(block.der));
  if (!isExact) throw malformed("It is not DER");
  return parsed;
}

/** Nothing may stand behind the request: readers differ in what they make of that. */
function isOneSequence(der: Buffer): boolean {
  const [tag, first = 0] = der;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (tag !== 0x30 || lengthBytes > 3 || der.length < 2 + lengthBytes) return false;
  const length = lengthBytes === 0 ? first : der.readUIntBE(2, lengthBytes);
  return 2 + lengthBytes + length === der.length;
}

function importKey(publicKey: Buffer): KeyObject {
  return attempt(() => createPublicKey({ key: publicKey, format: "der", type: "spki" }), "It holds no public key");
}

function checkSignature(request: CertificationRequest, key: KeyObject): void {
  const { algorithm } = request.signatureAlgorithm;
  const hash = hashes[algorithm];
  if (hash === undefined) {
    const text = "The request is not signed by SHA-256, SHA-384, SHA-512 or Ed25519.";
    throw new AuthorityError("csr_weak_signature", text);
  }
  const raw = request.certificationRequestInfoRaw;
  const signed = Buffer.from(raw ?? AsnConvert.serialize(request.certificationRequestInfo));
  const isValid = attempt(() => verify(hash, signed, key, Buffer.from(request.signature)), "Its signature is not one");
  if (isValid) return;
  throw new AuthorityError("csr_signature", "The request is not signed by the key in it.");
}

function readNames(request: CertificationRequest): readonly string[] {
  // OpenSSL leaves the attributes out where there are none, whatever the RFC says.
  const attributes: readonly Attribute[] = request.certificationRequestInfo.attributes ?? [];
  const asked = attributes
    .filter(({ type }) => type === extensionRequest)
    .flatMap(({ values }) => values)
    .flatMap((value) => attempt(() => [...AsnConvert.parse(value, Extensions)]));
  const constraints = asked.find(({ extnID }) => extnID === id_ce_basicConstraints);
  if (constraints && attempt(() => AsnConvert.parse(constraints.extnValue, BasicConstraints)).cA) {
    throw new AuthorityError("csr_asks_for_authority", "The request asks for the certificate of an authority.");
  }
  const alternative = asked
    .filter(({ extnID }) => extnID === id_ce_subjectAltName)
    .flatMap(({ extnValue }) => attempt(() => [...AsnConvert.parse(extnValue, SubjectAlternativeName)]))
    .map(({ dNSName }) => {
      if (dNSName !== undefined) return dNSName;
      throw new AuthorityError("csr_names", "The request asks for something else than DNS names.");
    });
  return [...commonNames(request), ...alternative];
}

/** Old programs put the name there that they want; text that is no name of DNS is for people, and left alone. */
function commonNames({ certificationRequestInfo: { subject } }: CertificationRequest): readonly string[] {
  return [...subject]
    .flatMap((part) => [...part])
    .filter(({ type }) => type === commonName)
    .map(({ value }) => value.toString())
    .filter((text) => readDnsName(text).ok);
}

function attempt<T>(work: () => T, reason = "It is not a certificate request"): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof AuthorityError) throw error;
    throw malformed(reason);
  }
}

function malformed(reason: string): AuthorityError {
  return new AuthorityError("csr_malformed", `The certificate request cannot be read. ${reason}.`);
}
