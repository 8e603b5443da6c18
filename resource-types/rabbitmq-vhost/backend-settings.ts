import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import type { BackendConnection } from "#domain/provisioning/resource-type.ts";

const schema = z.object({
  /** Host name that tenants use; the probe logs in over it. */
  host: z.string().min(1).max(253),
  /** Port of AMQP 0-9-1; the broker's own when left out. `port` would be that of the management API. */
  amqpPort: z.number().int().min(1).max(65_535).optional(),
  /** Whether tenants and the probe use TLS, verified; as the management URL does when left out. */
  tls: z.boolean().optional(),
  /** PEM file of the authority for TLS, of the management API too; the system's authorities when absent. */
  sslRootCertFile: z.string().optional(),
});

/** Where and how tenants reach the broker. */
export interface RabbitmqBackendSettings {
  readonly host: string;
  /** Undefined: the broker is asked where it listens. */
  readonly amqpPort: number | undefined;
  readonly tls: boolean;
  readonly sslRootCertFile: string | undefined;
}

/**
 * Parses the non-secret settings of a `rabbitmq-vhost` back end.
 *
 * @throws catalog_invalid with the setting's name and the reason
 */
export function readBackendSettings(backend: BackendConnection): RabbitmqBackendSettings {
  const parsed = schema.safeParse(backend.settings);
  if (parsed.success) {
    const { host, amqpPort, sslRootCertFile } = parsed.data;
    const tls = parsed.data.tls ?? isTlsUrl(backend);
    return { host, amqpPort, tls, sslRootCertFile };
  }
  const issue = parsed.error.issues[0];
  throw new AppError(
    "catalog_invalid",
    `Back end ${backend.name}: settings.${issue?.path.join(".")} is not valid: ${issue?.message}.`,
  );
}

function isTlsUrl({ adminSecret }: BackendConnection): boolean {
  return adminSecret.use((bytes) => bytes.subarray(0, 8).toString("latin1") === "https://");
}
