import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import type { BackendConnection } from "#domain/provisioning/resource-type.ts";

const schema = z.object({
  /** Host name that tenants use; the probe logs in over it. */
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535).default(6379),
  /** Whether tenants and the probe use TLS, verified; as the admin's URL does when left out. */
  tls: z.boolean().optional(),
  /** PEM file of the authority for TLS; the system's authorities when absent. */
  sslRootCertFile: z.string().optional(),
  /** `none` accepts a server that forgets its users when it restarts; anything else needs a file that it saves to. */
  persistence: z.enum(["required", "none"]).default("required"),
  /** `strict`: a server without `maxmemory`, which one tenant can fill, fails verification. `report`: it is drift. */
  maxmemory: z.enum(["strict", "report"]).default("report"),
});

/** Where and how tenants reach the server. */
export type RedisBackendSettings = Readonly<z.output<typeof schema>> & { readonly tls: boolean };

/**
 * Parses the non-secret settings of a `redis-cache` back end.
 *
 * @throws catalog_invalid with the setting's name and the reason
 */
export function readBackendSettings(backend: BackendConnection): RedisBackendSettings {
  const parsed = schema.safeParse(backend.settings);
  if (parsed.success) return { ...parsed.data, tls: parsed.data.tls ?? isTlsUrl(backend) };
  const issue = parsed.error.issues[0];
  throw new AppError(
    "catalog_invalid",
    `Back end ${backend.name}: settings.${issue?.path.join(".")} is not valid: ${issue?.message}.`,
  );
}

function isTlsUrl({ adminSecret }: BackendConnection): boolean {
  return adminSecret.use((bytes) => bytes.subarray(0, 9).toString("latin1") === "rediss://");
}
