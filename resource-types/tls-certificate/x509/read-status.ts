import { createHash, createPublicKey, randomBytes, verify, type KeyObject } from "node:crypto";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  BasicOCSPResponse,
  CertID,
  id_pkix_ocsp_basic,
  id_pkix_ocsp_nonce,
  Nonce,
  OCSPRequest,
  OCSPResponse,
  OCSPResponseStatus,
  Request,
  TBSRequest,
} from "@peculiar/asn1-ocsp";
import {
  AlgorithmIdentifier,
  Certificate,
  CertificateList,
  CRLNumber,
  Extension,
  id_ce_cRLNumber,
} from "@peculiar/asn1-x509";
import { arrayOf } from "./build-certificate.ts";

const sha1 = "1.3.14.3.2.26";
const signatureHashes: Readonly<Record<string, string>> = {
  "1.2.840.10045.4.3.2": "sha256",
  "1.2.840.10045.4.3.3": "sha384",
};
/** Clocks of the authority and of the reader may differ by this much. */
const skewMs = 300_000;

/** A question about one certificate, and the only answer to it that is taken. */
export interface OcspQuestion {
  readonly request: Buffer;
  /** @throws Error for an answer that is not signed by the issuer, not about the certificate, or not of now */
  read(response: Buffer): "good" | "revoked" | "unknown";
}

/** What a list of revocations says. */
export interface ReadList {
  readonly number: number;
  /** Hex. */
  readonly serials: ReadonlySet<string>;
}

/** Asks about a serial number (hex) of an issuer (DER), with a nonce, so that no older answer passes (RFC 6960). */
export function askOcsp(serial: string, issuer: Buffer): OcspQuestion {
  const { subject, subjectPublicKeyInfo } = AsnConvert.parse(issuer, Certificate).tbsCertificate;
  const digest = (bytes: ArrayBuffer) => new OctetString(createHash("sha1").update(Buffer.from(bytes)).digest());
  const nonce = Buffer.from(AsnConvert.serialize(new Nonce(randomBytes(16))));
  const reqCert = new CertID({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: sha1, parameters: null }),
    issuerNameHash: digest(AsnConvert.serialize(subject)),
    issuerKeyHash: digest(subjectPublicKeyInfo.subjectPublicKey),
    serialNumber: arrayOf(Buffer.from(serial, "hex")),
  });
  const extension = new Extension({ extnID: id_pkix_ocsp_nonce, extnValue: new OctetString(nonce) });
  const tbsRequest = new TBSRequest({ requestList: [new Request({ reqCert })], requestExtensions: [extension] });
  const key = keyOf(issuer);
  return {
    request: Buffer.from(AsnConvert.serialize(new OCSPRequest({ tbsRequest }))),
    read: (response) => readOcsp(response, { key, serial, nonce }),
  };
}

function readOcsp(bytes: Buffer, { key, serial, nonce }: { key: KeyObject; serial: string; nonce: Buffer }) {
  const { responseStatus, responseBytes } = AsnConvert.parse(bytes, OCSPResponse);
  if (responseStatus !== OCSPResponseStatus.successful || responseBytes?.responseType !== id_pkix_ocsp_basic) {
    throw new Error("The responder gave no answer.");
  }
  const basic = AsnConvert.parse(responseBytes.response.buffer, BasicOCSPResponse);
  const { tbsResponseData: data, tbsResponseDataRaw: raw } = basic;
  assertSigned(raw, basic, key);
  const echoed = data.responseExtensions?.find(({ extnID }) => extnID === id_pkix_ocsp_nonce)?.extnValue.buffer;
  if (echoed === undefined || !Buffer.from(echoed).equals(nonce)) throw new Error("The answer is to another question.");
  const [single, ...more] = data.responses;
  if (single === undefined || more.length > 0) throw new Error("The answer is not about one certificate.");
  if (hexOf(single.certID.serialNumber) !== serial) throw new Error("The answer is about another certificate.");
  assertCurrent(single.thisUpdate, single.nextUpdate);
  const { revoked, unknown } = single.certStatus;
  if (revoked !== undefined) return "revoked";
  return unknown === undefined ? "good" : "unknown";
}

/**
 * Reads a list of revocations (DER) of an issuer (DER).
 *
 * @throws Error for a list of somebody else's, or one whose time is over
 */
export function readCrl(bytes: Buffer, issuer: Buffer): ReadList {
  const list = AsnConvert.parse(bytes, CertificateList);
  const { tbsCertList, tbsCertListRaw } = list;
  assertSigned(tbsCertListRaw, list, keyOf(issuer));
  assertCurrent(tbsCertList.thisUpdate.getTime(), tbsCertList.nextUpdate?.getTime());
  const numbered = tbsCertList.crlExtensions?.find(({ extnID }) => extnID === id_ce_cRLNumber);
  if (numbered === undefined) throw new Error("The list has no number.");
  const number = AsnConvert.parse(numbered.extnValue, CRLNumber).value;
  const revoked = tbsCertList.revokedCertificates ?? [];
  return { number, serials: new Set(revoked.map(({ userCertificate }) => hexOf(userCertificate))) };
}

function keyOf(issuer: Buffer): KeyObject {
  const { subjectPublicKeyInfo } = AsnConvert.parse(issuer, Certificate).tbsCertificate;
  const key = Buffer.from(AsnConvert.serialize(subjectPublicKeyInfo));
  return createPublicKey({ key, format: "der", type: "spki" });
}

interface Signed {
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: ArrayBuffer;
}

function assertSigned(raw: ArrayBuffer | undefined, signed: Signed, key: KeyObject): void {
  const hash = signatureHashes[signed.signatureAlgorithm.algorithm];
  const isSigned =
    raw !== undefined && hash !== undefined && verify(hash, Buffer.from(raw), key, Buffer.from(signed.signature));
  if (!isSigned) throw new Error("It is not signed by the issuer.");
}

function assertCurrent(from: Date, until: Date | undefined): void {
  const now = Date.now();
  if (from.getTime() > now + skewMs) throw new Error("It is of a time to come.");
  if (until === undefined || until.getTime() < now - skewMs) throw new Error("Its time is over.");
}

/** Without the zero that keeps a number positive. */
function hexOf(integer: ArrayBuffer): string {
  return Buffer.from(integer)
    .toString("hex")
    .replace(/^(00)+(?=..)/, "");
}
