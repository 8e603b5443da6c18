import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { BackendContext } from "#domain/provisioning/resource-type.ts";
import { readBackendSettings } from "../backend-settings.ts";
import { readAdminAccess } from "./admin-access.ts";
import { mapRefusal, mapTransportError, readJson } from "./map-authority-error.ts";
import { sendRequest, type WireAnswer } from "./send-request.ts";

const at = z.iso.datetime();
const certificateSchema = z.object({
  /** Hex, 20 octets. */
  serial: z.string(),
  enrolment: z.string(),
  resourceId: z.string(),
  isProbe: z.boolean(),
  /** Id of the intermediate that signed it. */
  issuer: z.string(),
  dnsNames: z.array(z.string()),
  notBefore: at,
  notAfter: at,
  /** SHA-256 of the DER, `AB:CD:…`. */
  fingerprint: z.string(),
  revokedAt: at.nullable(),
  /** PEM. */
  certificate: z.string(),
});
const changedSchema = certificateSchema.extend({ revision: z.number() });
const enrolmentSchema = z.object({
  name: z.string(),
  resourceId: z.string(),
  dnsNames: z.array(z.string()),
  revision: z.number(),
  certificates: z.array(certificateSchema),
});
const issuerSchema = z.object({
  id: z.string(),
  /** PEM, intermediate first, root last. */
  chain: z.string(),
  urls: z.object({ crl: z.url(), ocsp: z.url(), certificate: z.url() }),
});
const authoritySchema = issuerSchema.extend({
  zones: z.array(z.string()),
  /** Intermediates before, which issue no more. */
  earlier: z.array(issuerSchema),
  notAfter: at,
  lifetimeHoursMax: z.number(),
});

/** A certificate as the authority has it. */
export type KnownCertificate = z.output<typeof certificateSchema>;
/** The same, with the revision of its enrolment after the call. */
export type ChangedCertificate = z.output<typeof changedSchema>;
/** An enrolment with all its certificates, oldest first. */
export type KnownEnrolment = z.output<typeof enrolmentSchema>;
/** What the authority says of itself. */
export type AuthorityFacts = z.output<typeof authoritySchema>;

/** An order for a certificate. */
export interface CertificateOrder {
  readonly resourceId: string;
  readonly revision: number;
  readonly order: string;
  readonly csr: string;
  readonly notAfter: string;
  readonly isProbe: boolean;
}

/** The administrator's side of an authority. */
export interface AuthorityClient {
  describe(): Promise<AuthorityFacts>;
  find(enrolment: string): Promise<KnownEnrolment | null>;
  list(prefix: string): Promise<readonly KnownEnrolment[]>;
  enrol(name: string, body: { resourceId: string; dnsNames: readonly string[] }): Promise<KnownEnrolment>;
  issue(enrolment: string, order: CertificateOrder): Promise<ChangedCertificate>;
  revoke(serial: string, body: { resourceId: string; reason: string }): Promise<ChangedCertificate>;
  close(enrolment: string, body: { resourceId: string }): Promise<void>;
}

/**
 * Opens the administrator's side; every call has a connection of its own.
 *
 * @throws settings_invalid, catalog_invalid; calls throw aborted, backend_unavailable, backend_refused, backend_conflict,
 * fence_lost and invalid_input
 */
export async function openClient({ backend, signal }: BackendContext): Promise<AuthorityClient> {
  const { url, token } = readAdminAccess(backend);
  const { caFile } = readBackendSettings(backend);
  const ca = caFile === undefined ? {} : { ca: await readFile(caFile) };
  const send = async (method: string, path: string, body?: object): Promise<WireAnswer> => {
    const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
    const bytes = body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) };
    try {
      return await sendRequest(new URL(path, url), { method, headers, ...ca, ...bytes }, signal);
    } catch (error) {
      throw mapTransportError(error, signal);
    }
  };
  const call = async <T>(schema: z.ZodType<T>, ...order: Parameters<typeof send>): Promise<T> =>
    expectAnswer(await send(...order), schema);
  return {
    describe: () => call(authoritySchema, "GET", "/v1/authority"),
    find: async (name) => {
      const answer = await send("GET", `/v1/enrolments/${name}`);
      return answer.code === 404 ? null : expectAnswer(answer, enrolmentSchema);
    },
    list: async (prefix) => {
      const path = `/v1/enrolments?prefix=${encodeURIComponent(prefix)}`;
      return (await call(z.object({ items: z.array(enrolmentSchema) }), "GET", path)).items;
    },
    enrol: (name, body) => call(enrolmentSchema, "PUT", `/v1/enrolments/${name}`, body),
    issue: (name, order) => call(changedSchema, "POST", `/v1/enrolments/${name}/certificates`, order),
    revoke: (serial, body) => call(changedSchema, "POST", `/v1/certificates/${serial}/revoke`, body),
    close: async (name, body) => void (await call(z.object({}), "POST", `/v1/enrolments/${name}/close`, body)),
  };
}

function expectAnswer<T>(answer: WireAnswer, schema: z.ZodType<T>): T {
  const parsed = answer.code === 200 ? schema.safeParse(readJson(answer.body)) : null;
  if (parsed?.success) return parsed.data;
  throw mapRefusal(answer);
}
