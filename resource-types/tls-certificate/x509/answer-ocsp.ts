import { createHash } from "node:crypto";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  BasicOCSPResponse,
  CertStatus,
  id_pkix_ocsp_basic,
  id_pkix_ocsp_nonce,
  KeyHash,
  OCSPRequest,
  OCSPResponse,
  OCSPResponseStatus,
  ResponderID,
  ResponseBytes,
  ResponseData,
  RevokedInfo,
  SingleResponse,
  type CertID,
} from "@peculiar/asn1-ocsp";
import { AlgorithmIdentifier, CRLReason, SubjectPublicKeyInfo, type Extension, type Name } from "@peculiar/asn1-x509";
import { arrayOf } from "./build-certificate.ts";
import type { Signer } from "./signer.ts";

/** What the responder knows of a serial number (hex); null: it was never issued. */
export type StatusOf = (
  serial: string,
) => { readonly revoked: { readonly at: Date; readonly reason: number } | null } | null;

/** Who answers, and from what. */
export interface OcspResponder {
  readonly signer: Signer;
  readonly name: Name;
  readonly keyId: Buffer;
  readonly statusOf: StatusOf;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

/** An answer, and whether it may be kept by caches: not when it echoes a nonce. */
export interface OcspAnswer {
  readonly der: Buffer;
  readonly isSuccessful: boolean;
  readonly mayCache: boolean;
}

const requestsMax = 20;
const nonceOctetsMax = 32;
/** Only to name the issuer in a question, as RFC 6960 has it. */
const hashes: Readonly<Record<string, string>> = { "1.3.14.3.2.26": "sha1", "2.16.840.1.101.3.4.2.1": "sha256" };

/** Answers one OCSP request (RFC 6960, basic response), signed by the issuer itself; a nonce is echoed (RFC 8954). */
export function answerOcsp(request: Uint8Array, responder: OcspResponder): OcspAnswer {
  const asked = parse(request);
  if (asked === null) return refuse(OCSPResponseStatus.malformedRequest);
  const { requestList, requestExtensions = [] } = asked.tbsRequest;
  if (requestList.length === 0 || requestList.length > requestsMax) return refuse(OCSPResponseStatus.malformedRequest);
  if (!requestList.some(({ reqCert }) => isOurs(reqCert, responder))) return refuse(OCSPResponseStatus.unauthorized);
  const nonce = requestExtensions.find(({ extnID }) => extnID === id_pkix_ocsp_nonce);
  if (nonce && nonce.extnValue.byteLength > nonceOctetsMax + 4) return refuse(OCSPResponseStatus.malformedRequest);
  const responses = requestList.map(({ reqCert }) => singleResponse(reqCert, responder));
  return { der: sign(responses, nonce, responder), isSuccessful: true, mayCache: nonce === undefined };
}

function parse(request: Uint8Array): OCSPRequest | null {
  try {
    return AsnConvert.parse(request, OCSPRequest);
  } catch {
    return null;
  }
}

function refuse(responseStatus: OCSPResponseStatus): OcspAnswer {
  const der = Buffer.from(AsnConvert.serialize(new OCSPResponse({ responseStatus })));
  return { der, isSuccessful: false, mayCache: false };
}

function isOurs({ hashAlgorithm, issuerNameHash, issuerKeyHash }: CertID, { name, signer }: OcspResponder): boolean {
  const hash = hashes[hashAlgorithm.algorithm];
  if (hash === undefined) return false;
  const digest = (bytes: ArrayBuffer) => createHash(hash).update(Buffer.from(bytes)).digest();
  const { subjectPublicKey } = AsnConvert.parse(signer.publicKey, SubjectPublicKeyInfo);
  return (
    digest(AsnConvert.serialize(name)).equals(Buffer.from(issuerNameHash.buffer)) &&
    digest(subjectPublicKey).equals(Buffer.from(issuerKeyHash.buffer))
  );
}

function singleResponse(certID: CertID, responder: OcspResponder): SingleResponse {
  const serial = Buffer.from(certID.serialNumber)
    .toString("hex")
    .replace(/^(00)+(?=..)/, "");
  const known = isOurs(certID, responder) ? responder.statusOf(serial) : null;
  const { thisUpdate, nextUpdate } = responder;
  return new SingleResponse({ certID, certStatus: statusOf(known), thisUpdate, nextUpdate });
}

function statusOf(known: ReturnType<StatusOf>): CertStatus {
  if (known === null) return new CertStatus({ unknown: null });
  if (known.revoked === null) return new CertStatus({ good: null });
  const { at, reason } = known.revoked;
  const why = reason === 0 ? {} : { revocationReason: new CRLReason(reason) };
  return new CertStatus({ revoked: new RevokedInfo({ revocationTime: at, ...why }) });
}

function sign(responses: SingleResponse[], nonce: Extension | undefined, responder: OcspResponder): Buffer {
  const { signer, keyId, thisUpdate } = responder;
  const tbsResponseData = new ResponseData({
    responderID: new ResponderID({ byKey: new KeyHash(keyId) }),
    producedAt: thisUpdate,
    responses,
    ...(nonce && { responseExtensions: [nonce] }),
  });
  const signature = signer.sign(Buffer.from(AsnConvert.serialize(tbsResponseData)));
  const basic = new BasicOCSPResponse({
    tbsResponseData,
    signatureAlgorithm: new AlgorithmIdentifier({ algorithm: signer.algorithm.algorithm }),
    signature: arrayOf(signature),
  });
  const responseBytes = new ResponseBytes({
    responseType: id_pkix_ocsp_basic,
    response: new OctetString(AsnConvert.serialize(basic)),
  });
  return Buffer.from(
    AsnConvert.serialize(new OCSPResponse({ responseStatus: OCSPResponseStatus.successful, responseBytes })),
  );
}
