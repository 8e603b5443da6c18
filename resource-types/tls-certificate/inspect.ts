import type { Drift, Inspection } from "#domain/provisioning/resource-type.ts";
import type { KnownEnrolment } from "./api/open-client.ts";
import { openCall, type CertificateContext } from "./call.ts";
import { livingCertificates } from "./living-certificates.ts";

/**
 * Tells whether the authority knows the resource, which certificate of the generation lives, and what differs from what
 * was granted: somebody revoked it by hand, it expired, or the names are others.
 *
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function inspect(ctx: CertificateContext): Promise<Inspection> {
  const { client, names, resourceId } = await openCall(ctx);
  const seen = await client.list(names.enrolmentPrefix);
  const own = seen.filter((enrolment) => enrolment.resourceId === resourceId);
  const foreign = seen.length > own.length;
  if (own.length === 0) return { exists: false, letsIn: false, facts: { enrolment: names.enrolment, foreign } };
  const enrolment = own.find(({ name }) => name === names.enrolment);
  const living = enrolment === undefined ? [] : livingCertificates(enrolment);
  const current = living.at(-1);
  const issued = own.flatMap(({ certificates }) => certificates).filter(({ isProbe }) => !isProbe);
  return {
    exists: true,
    letsIn: living.length > 0,
    facts: {
      enrolment: names.enrolment,
      foreign,
      ...(current && {
        serial: current.serial,
        notBefore: current.notBefore,
        notAfter: current.notAfter,
        dnsNames: current.dnsNames,
        fingerprint: current.fingerprint,
      }),
    },
    drift: findDrift(ctx, enrolment, living.length),
    usage: {
      connections: null,
      lastConnectedAt: null,
      measures: [{ label: "Certificates issued", value: issued.length, unit: "count" }],
    },
  };
}

function findDrift({ parameters }: CertificateContext, enrolment: KnownEnrolment | undefined, living: number): Drift[] {
  const last = enrolment?.certificates.findLast(({ isProbe }) => !isProbe);
  const checks: readonly (readonly [what: string, expected: unknown, found: unknown])[] = [
    ["enrolment at the authority", true, enrolment !== undefined],
    ["names", parameters.dnsNames.join(" "), enrolment?.dnsNames.join(" ") ?? parameters.dnsNames.join(" ")],
    ["certificate revoked", null, last?.revokedAt ?? null],
    ["living certificates", 1, living],
  ];
  return checks
    .filter(([, expected, found]) => expected !== found)
    .map(([what, expected, found]) => ({ what, expected, found }));
}
