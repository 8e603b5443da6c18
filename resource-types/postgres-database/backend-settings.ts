import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import type { BackendConnection } from "#domain/provisioning/resource-type.ts";

const schema = z.object({
  /** Host name that tenants use; the probe logs in over it. */
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535),
  /** TLS that tenants are told to use and that the probe uses. */
  sslmode: z.enum(["disable", "require", "verify-full"]).default("verify-full"),
  /** PEM file of the authority for `verify-full`; the system's authorities when absent. */
  sslRootCertFile: z.string().optional(),
  /**
   * `strict`: a tenant that can connect to any other database of the cluster fails verification. `report`: such
   * databases are listed in the receipt. Databases made here are closed to others either way.
   */
  isolation: z.enum(["strict", "report"]).default("report"),
});

/** Where and how tenants reach the cluster. */
export type PostgresBackendSettings = z.output<typeof schema>;

/**
 * Parses the non-secret settings of a `postgres-database` back end.
 *
 * @throws catalog_invalid with the setting's name and the reason
 */
export function readBackendSettings(backend: BackendConnection): PostgresBackendSettings {
  const parsed = schema.safeParse(backend.settings);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError(
    "catalog_invalid",
    `Back end ${backend.name}: settings.${issue?.path.join(".")} is not valid: ${issue?.message}.`,
  );
}
