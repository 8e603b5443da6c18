import { AppError } from "#domain/errors/app-error.ts";
import type { ProvisionContext } from "#domain/provisioning/resource-type.ts";
import { openClient, type AuthorityClient, type KnownEnrolment } from "./api/open-client.ts";
import { readBackendSettings, type AuthoritySettings } from "./backend-settings.ts";
import { externalNames, type ExternalNames } from "./external-names.ts";
import type { CertificateParameters } from "./parameters.ts";

/** The context every call of this type receives. */
export type CertificateContext = ProvisionContext<CertificateParameters>;

/** What every call works with. */
export interface CertificateCall {
  readonly ctx: CertificateContext;
  readonly names: ExternalNames;
  readonly settings: AuthoritySettings;
  readonly client: AuthorityClient;
  /** Who owns what this call makes. */
  readonly resourceId: string;
}

/**
 * Derives names and settings before anything is sent.
 *
 * @throws invalid_input for a name outside its rule, catalog_invalid, settings_invalid
 */
export async function openCall(ctx: CertificateContext): Promise<CertificateCall> {
  const names = externalNames(ctx.resource);
  const settings = readBackendSettings(ctx.backend);
  const client = await openClient(ctx);
  return { ctx, names, settings, client, resourceId: ctx.resource.resourceId };
}

/** @throws backend_conflict when one of them belongs to somebody else */
export function assertOnlyOwn({ resourceId }: CertificateCall, enrolments: readonly KnownEnrolment[]): void {
  const foreign = enrolments.find((enrolment) => enrolment.resourceId !== resourceId);
  if (foreign === undefined) return;
  throw new AppError("backend_conflict", `The enrolment ${foreign.name} belongs to another owner at the authority.`);
}
