import { AppError } from "#domain/errors/app-error.ts";
import type { BackendContext } from "#domain/provisioning/resource-type.ts";
import { openClient } from "./api/open-client.ts";
import { parametersSchema, type CertificateParameters } from "./parameters.ts";

/**
 * One name in the first zone that the authority may certify, under a label that nobody serves, for a key made here.
 *
 * @throws backend_refused where it may certify none, backend_unavailable, aborted
 */
export async function sample(ctx: BackendContext): Promise<CertificateParameters> {
  const { zones } = await (await openClient(ctx)).describe();
  const [zone] = zones;
  if (zone === undefined) throw new AppError("backend_refused", "The authority may certify no zone.");
  return parametersSchema.parse({ dnsNames: [`latchkey-check.${zone}`], key: "server-made" });
}
