import { readFileSync } from "node:fs";
import { Agent as PlainAgent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import type { Secret } from "#domain/credentials/secret.ts";
import type { BackendContext } from "#domain/provisioning/resource-type.ts";
import { readBackendSettings, type RabbitmqBackendSettings } from "../backend-settings.ts";
import { basicAuthorization, readAdminUrl } from "./admin-url.ts";
import { mapRefusal } from "./map-api-error.ts";
import { sendCall, type ApiOrder } from "./send-call.ts";

/** What a call on the broker needs of its context; without `assertFence` it can only look. */
export type BrokerContext = BackendContext & { readonly assertFence?: () => Promise<void> };

/** Where and how tenants reach the broker, with the port found out. */
export type TenantAddress = Omit<RabbitmqBackendSettings, "amqpPort"> & { readonly port: number };

/** The management API as the admin of one call sees it. */
export interface Broker {
  readonly adminName: string;
  readonly version: string;
  /** Where tenants connect: as the settings say, or where the broker itself listens. */
  tenantAddress(settings: RabbitmqBackendSettings): TenantAddress;
  /** Gives what is there, in the shape of `schema`, or null for what is not there. */
  read<T>(path: string, schema: z.ZodType<T>): Promise<T | null>;
  /** The same with the broker's clock. */
  readAt<T>(path: string, schema: z.ZodType<T>): Promise<{ readonly found: T | null; readonly at: Date }>;
  /** Proves the fence, then changes something; false when there was nothing to change. */
  change(order: ApiOrder): Promise<boolean>;
  /** Status that the management API answers to somebody else; 401 to who may not use it. */
  statusFor(tenant: { readonly username: string; readonly password: Secret }): Promise<number>;
}

const overviewSchema = z.object({
  rabbitmq_version: z.string(),
  listeners: z.array(z.object({ protocol: z.string(), port: z.number() })).catch([]),
});
const oldestVersion = [3, 10] as const;

/**
 * Runs `work` with the broker's management API, one call after the other on one connection; an abort ends it at once.
 *
 * @throws backend_unavailable, backend_refused, aborted, fence_lost, and what `work` throws
 */
export async function withBroker<T>(ctx: BrokerContext, work: (broker: Broker) => Promise<T>): Promise<T> {
  const { signal, backend } = ctx;
  const { base, authorization, username } = readAdminUrl(backend);
  const agent = openAgent(base, readBackendSettings(backend).sslRootCertFile);
  const send = (order: ApiOrder) => sendCall(order, { base, authorization, agent, signal });
  const readAt = async <R>(path: string, schema: z.ZodType<R>) => {
    const order = { method: "GET", path } as const;
    const answer = await send(order);
    if (answer.code === 404) return { found: null, at: answer.at };
    if (answer.code !== 200) throw mapRefusal(answer, order);
    return { found: parseAnswer(answer.body, schema), at: answer.at };
  };
  const read = async <R>(path: string, schema: z.ZodType<R>) => (await readAt(path, schema)).found;
  const change = async (order: ApiOrder) => {
    if (ctx.assertFence === undefined) throw new AppError("internal", "A look changes nothing.");
    await ctx.assertFence();
    const answer = await send(order);
    if (answer.code === 404) return false;
    if (answer.code < 200 || answer.code > 299) throw mapRefusal(answer, order);
    return true;
  };
  const statusFor: Broker["statusFor"] = async (tenant) => {
    const text = tenant.password.use((bytes) => bytes.toString("latin1"));
    const own = { base, authorization: basicAuthorization(tenant.username, text), agent, signal };
    return (await sendCall({ method: "GET", path: "/whoami" }, own)).code;
  };
  try {
    const overview = await read("/overview?columns=rabbitmq_version,listeners", overviewSchema);
    const { rabbitmq_version: version = "0.0", listeners = [] } = overview ?? {};
    assertVersion(version);
    const tenantAddress = (settings: RabbitmqBackendSettings) => addressFrom(settings, listeners);
    return await work({ adminName: username, version, tenantAddress, read, readAt, change, statusFor });
  } finally {
    agent.destroy();
  }
}

/** The port that everybody expects, unless the broker listens on others only. */
function addressFrom(
  { amqpPort, tls, ...rest }: RabbitmqBackendSettings,
  listeners: readonly { readonly protocol: string; readonly port: number }[],
): TenantAddress {
  const usual = tls ? 5671 : 5672;
  const ports = listeners.filter(({ protocol }) => protocol === (tls ? "amqp/ssl" : "amqp")).map(({ port }) => port);
  const own = ports.includes(usual) ? usual : ports[0];
  return { ...rest, tls, port: amqpPort ?? own ?? usual };
}

function openAgent(base: string, caFile: string | undefined): PlainAgent {
  const options = { keepAlive: true, maxSockets: 1 };
  if (!base.startsWith("https:")) return new PlainAgent(options);
  return new TlsAgent({ ...options, ...(caFile === undefined ? {} : { ca: readFileSync(caFile, "utf8") }) });
}

function parseAnswer<T>(body: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new AppError("backend_unavailable", "The address of the broker does not answer as RabbitMQ's management API.", {
    cause: parsed.error,
  });
}

function assertVersion(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOld = major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1]);
  if (isOld) throw new AppError("backend_refused", `RabbitMQ ${version} is older than ${oldestVersion.join(".")}.`);
}
