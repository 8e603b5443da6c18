import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { toPem } from "../x509/pem.ts";
import type { Authority } from "./authority.ts";
import { AuthorityError } from "./authority-error.ts";
import { limits } from "./limits.ts";
import type { Enrolment, IssuedCertificate } from "./registry.ts";

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const enrolBody = z.strictObject({ resourceId: id, dnsNames: z.array(z.string().max(1000)).max(1000) });
const issueBody = z.strictObject({
  resourceId: id,
  revision: z.number().int().min(0),
  order: z.string().min(1).max(100),
  csr: z.string().max(limits.bodyBytesMax),
  notAfter: z.iso.datetime(),
  isProbe: z.boolean().default(false),
});
const revokeBody = z.strictObject({
  resourceId: id,
  reason: z.enum(["superseded", "cessationOfOperation", "keyCompromise", "unspecified"]),
});
const closeBody = z.strictObject({ resourceId: id });

/** A call on the administrator's side, its token checked. */
export interface AdminCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

type Handler = (authority: Authority, call: AdminCall, part: string) => unknown;

const routes: readonly { readonly method: string; readonly path: RegExp; readonly handle: Handler }[] = [
  { method: "GET", path: /^\/v1\/authority$/, handle: (authority) => presentAuthority(authority) },
  { method: "GET", path: /^\/v1\/enrolments$/, handle: listEnrolments },
  { method: "GET", path: /^\/v1\/enrolments\/([a-z0-9-]+)$/, handle: showEnrolment },
  { method: "PUT", path: /^\/v1\/enrolments\/([a-z0-9-]+)$/, handle: enrol },
  { method: "POST", path: /^\/v1\/enrolments\/([a-z0-9-]+)\/close$/, handle: close },
  { method: "POST", path: /^\/v1\/enrolments\/([a-z0-9-]+)\/certificates$/, handle: issue },
  { method: "GET", path: /^\/v1\/certificates\/([0-9a-f]+)$/, handle: showCertificate },
  { method: "POST", path: /^\/v1\/certificates\/([0-9a-f]+)\/revoke$/, handle: revoke },
];

/** Answers one call of the administrator. @throws AuthorityError, with malformed for a body outside its schema */
export async function answerAdmin(authority: Authority, call: AdminCall): Promise<unknown> {
  const matching = routes.filter(({ path }) => path.test(call.path));
  if (matching.length === 0) throw new AuthorityError("not_found", "There is no such path.");
  const route = matching.find(({ method }) => method === call.method);
  if (route === undefined) throw new AuthorityError("method_not_allowed", "That path takes another method.");
  return route.handle(authority, call, route.path.exec(call.path)?.[1] ?? "");
}

function listEnrolments(authority: Authority, { query }: AdminCall) {
  const prefix = query.get("prefix") ?? "";
  const found = authority.listEnrolments().filter(({ name }) => name.startsWith(prefix));
  return { items: found.map((enrolment) => presentEnrolment(authority, enrolment)) };
}

function showEnrolment(authority: Authority, _call: AdminCall, name: string) {
  const enrolment = authority.findEnrolment(name);
  if (enrolment === null) throw new AuthorityError("not_found", `There is no enrolment ${name}.`);
  return presentEnrolment(authority, enrolment);
}

async function enrol(authority: Authority, call: AdminCall, name: string) {
  const enrolment = await authority.enrol({ name, ...parse(enrolBody, call.body) });
  return presentEnrolment(authority, enrolment);
}

async function close(authority: Authority, call: AdminCall, name: string) {
  await authority.close(name, parse(closeBody, call.body));
  return {};
}

async function issue(authority: Authority, call: AdminCall, name: string) {
  const { notAfter, ...order } = parse(issueBody, call.body);
  const issued = await authority.issue({ enrolment: name, notAfter: new Date(notAfter), ...order });
  const { revision } = authority.findEnrolment(name) ?? { revision: 0 };
  return { ...presentCertificate(issued), revision };
}

function showCertificate(authority: Authority, _call: AdminCall, serial: string) {
  const certificate = authority.findCertificate(serial);
  if (certificate === null) throw new AuthorityError("not_found", "No certificate of that serial was issued.");
  return presentCertificate(certificate);
}

async function revoke(authority: Authority, call: AdminCall, serial: string) {
  const revoked = await authority.revoke(serial, parse(revokeBody, call.body));
  const { revision } = authority.findEnrolment(revoked.name) ?? { revision: 0 };
  return { ...presentCertificate(revoked), revision };
}

async function presentAuthority(authority: Authority) {
  // Whoever asks what it is means to have something issued: an authority that forgot refuses to say.
  await authority.assertSound();
  const { issuer, issuers } = authority;
  const { id, chainPem: chain, zones, urls } = issuer;
  return {
    id,
    chain,
    zones,
    urls,
    earlier: issuers.slice(1).map((each) => ({ id: each.id, chain: each.chainPem, urls: each.urls })),
    notAfter: issuer.notAfter.toISOString(),
    lifetimeHoursMax: limits.lifetimeMs / 3_600_000,
  };
}

function presentEnrolment(authority: Authority, enrolment: Enrolment) {
  const { name, resourceId, dnsNames, revision } = enrolment;
  const certificates = authority.certificatesOf(enrolment).map(presentCertificate);
  return { name, resourceId, dnsNames, revision, certificates };
}

function presentCertificate({ der, revoked, notBefore, notAfter, ...certificate }: IssuedCertificate) {
  const { serial, name, resourceId, keyHash, isProbe, issuer, dnsNames } = certificate;
  return {
    serial,
    enrolment: name,
    resourceId,
    keyHash,
    isProbe,
    issuer,
    dnsNames,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    fingerprint: new X509Certificate(der).fingerprint256,
    revokedAt: revoked?.at.toISOString() ?? null,
    reason: revoked?.reason ?? null,
    certificate: toPem("CERTIFICATE", der),
  };
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AuthorityError("malformed", `The body does not fit: ${issue?.path.join(".")}: ${issue?.message}.`);
}
