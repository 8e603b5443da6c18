import { randomUUID, X509Certificate } from "node:crypto";
import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import type { ChangedCertificate, KnownCertificate, KnownEnrolment } from "./api/open-client.ts";
import { assertOnlyOwn, openCall, type CertificateCall, type CertificateContext } from "./call.ts";
import { checkCertificate } from "./check-certificate.ts";
import { checkStatus, expectStatus, type CertificateStatus } from "./check-status.ts";
import { deliverable, type Deliverable } from "./deliverable.ts";
import { livingCertificates } from "./living-certificates.ts";
import { makeKey } from "./make-key.ts";
import { probeHandshake } from "./probe-handshake.ts";
import { readTrust, type Trust } from "./read-trust.ts";
import { buildCsr } from "./x509/build-csr.ts";

type TrustingCall = CertificateCall & { readonly trust: Trust };

const probeMs = 15 * 60_000;
const hourMs = 3_600_000;
/** The authority's clock may be this far behind. */
const marginMs = 120_000;

/**
 * Proves with a throw-away key that the authority issues what clients accept, and that it takes back what it issued; then
 * issues the certificate that is delivered, and hands it to `ctx.secrets.put`.
 *
 * A repeated call revokes whatever an earlier one issued, so that no living certificate exists that nobody receives.
 * @throws verification_failed with the failed checks, fence_lost when a newer call issued below the enrolment,
 * invalid_input for a certificate request that the authority does not take
 */
export async function verify(ctx: CertificateContext): Promise<Receipt> {
  const call = await openCall(ctx);
  const enrolment = await call.client.find(call.names.enrolment);
  if (enrolment === null) {
    throw new AppError("verification_failed", `The enrolment ${call.names.enrolment} is not there.`);
  }
  assertOnlyOwn(call, [enrolment]);
  const trusting = { ...call, trust: await readTrust(call) };
  const { revision, ...probe } = await proveIssuing(trusting, enrolment);
  await ctx.failpoint("certificate.after-probe");
  const made = await deliverable(ctx.parameters);
  try {
    const issued = await issue(call, { revision, csr: made.csr, notAfter: endOf(trusting), isProbe: false });
    await ctx.failpoint("certificate.after-issue");
    const statuses = await settle(trusting, { issued, earlier: livingCertificates(enrolment) });
    await ctx.failpoint("certificate.after-revoke-earlier");
    await deliver(trusting, { issued, made });
    return { ...factsOf(issued, trusting), probe, status: statuses };
  } finally {
    made.wipe();
  }
}

/** What stays known of the certificate: `notAfter` is the end that the thing itself has. */
function factsOf(issued: KnownCertificate, { trust }: TrustingCall): Receipt {
  const { serial, notBefore, notAfter, dnsNames, fingerprint, enrolment } = issued;
  return {
    serial,
    notBefore,
    notAfter,
    dnsNames,
    fingerprint,
    enrolment,
    issuer: new X509Certificate(trust.issuer).subject,
  };
}

async function proveIssuing(call: TrustingCall, { revision, dnsNames }: KnownEnrolment) {
  const { key, bytes } = makeKey("ecdsa-p256");
  try {
    const notAfter = new Date(Date.now() + probeMs);
    const issued = await issue(call, { revision, csr: buildCsr(key), notAfter, isProbe: true });
    const checks = checkCertificate(issued, call.trust, dnsNames);
    const handshake = await probeHandshake(issued, key, { trust: call.trust, signal: call.ctx.signal });
    const [before] = await statusOf(call, [issued], "good");
    const revoked = await revokeOne(call, issued);
    const [after] = await statusOf(call, [issued], "revoked");
    return { revision: revoked.revision, checks, handshake, before, after };
  } finally {
    bytes.wipe();
  }
}

interface CertificateWish {
  readonly revision: number;
  readonly csr: string;
  readonly notAfter: Date;
  readonly isProbe: boolean;
}

async function issue(call: CertificateCall, wish: CertificateWish): Promise<ChangedCertificate> {
  const { ctx, client, names, resourceId } = call;
  await ctx.assertFence();
  const notAfter = wish.notAfter.toISOString();
  return client.issue(names.enrolment, { ...wish, notAfter, resourceId, order: randomUUID() });
}

/** Revokes what earlier attempts issued, and sees that what is delivered now is good: a newer call would have ended it. */
async function settle(
  call: TrustingCall,
  { issued, earlier }: { issued: KnownCertificate; earlier: readonly KnownCertificate[] },
): Promise<readonly CertificateStatus[]> {
  checkCertificate(issued, call.trust, issued.dnsNames);
  for (const certificate of earlier) await revokeOne(call, certificate);
  const ended = await statusOf(call, earlier, "revoked");
  return [...ended, ...(await statusOf(call, [issued], "good"))];
}

async function revokeOne({ ctx, client, resourceId }: CertificateCall, { serial }: KnownCertificate) {
  await ctx.assertFence();
  return client.revoke(serial, { resourceId, reason: "superseded" });
}

async function statusOf(
  { ctx, trust }: TrustingCall,
  certificates: readonly KnownCertificate[],
  expected: "good" | "revoked",
): Promise<readonly CertificateStatus[]> {
  const statuses = await checkStatus(certificates, trust, ctx.signal);
  expectStatus(statuses, expected);
  return statuses;
}

async function deliver(
  { ctx, trust }: TrustingCall,
  { issued, made }: { issued: KnownCertificate; made: Deliverable },
): Promise<void> {
  await ctx.assertFence();
  const { serial, notAfter, dnsNames } = issued;
  const certificate = issued.certificate + trust.issuerPem;
  const shown = { certificate, authority: trust.rootPem, dnsNames: dnsNames.join(" "), serial, notAfter };
  const secrets = await made.secrets([certificate, trust.rootPem].join(""));
  try {
    await ctx.secrets.put({ ...shown, ...secrets });
  } finally {
    for (const secret of Object.values(secrets)) secret.wipe();
  }
}

/** The thing's own end, and never more than the authority gives. */
function endOf({ ctx: { endsAt, endsOn }, trust: { lifetimeHoursMax } }: TrustingCall): Date {
  const wanted = new Date(endsAt ?? `${endsOn}T23:59:59Z`).getTime();
  return new Date(Math.min(wanted, Date.now() + lifetimeHoursMax * hourMs - marginMs));
}
