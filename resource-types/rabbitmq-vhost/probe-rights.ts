import { randomBytes } from "node:crypto";
import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import type { Access, Receipt } from "#domain/provisioning/resource-type.ts";
import type { AmqpConnection } from "./amqp/connect.ts";
import { loginAsTenant, type TenantLogin } from "./amqp/login-as-tenant.ts";
import { readRefusal } from "./amqp/map-amqp-error.ts";
import type { Broker } from "./api/with-broker.ts";
import type { RabbitmqContext } from "./call.ts";
import { readPermissionsOf, grantedPermission } from "./permissions.ts";

const foreignVhostsMax = 3;

/**
 * Checks what a tenant can do, by doing it: it works in its own virtual host, is refused in others and by the management
 * API, and the broker lists no right of its elsewhere.
 *
 * @throws verification_failed with the failed checks
 */
export async function probeRights(ctx: RabbitmqContext, broker: Broker, login: TenantLogin): Promise<Receipt> {
  const { username, vhost, signal } = login;
  const elsewhere = await enterOthers(broker, login);
  const management = await broker.statusFor(login);
  let own = "not let in";
  const { refusal } = await loginAsTenant(login, async (connection) => {
    own = await workInside(connection, ctx.resource.access ?? "owner", signal);
  });
  const permissions = await readPermissionsOf(broker, username);
  const granted = { user: username, vhost, ...grantedPermission(ctx.resource.access) };
  const failed = [
    ...(own === "not let in" || own === "permitted to declare" ? ["own virtual host"] : []),
    ...Object.keys(elsewhere).filter((each) => elsewhere[each] !== "refused"),
    ...(management === 401 ? [] : ["management API"]),
    ...(permissions.length === 1 && isSame(permissions[0], granted) ? [] : ["permissions"]),
  ];
  const facts = { own, elsewhere, management, permissions };
  if (failed.length === 0) return facts;
  throw new AppError("verification_failed", `The new user did not pass its checks: ${failed.join(", ")}.`, {
    details: { failed, refusal, ...facts },
  });
}

/** Tries some virtual hosts of others, that of the broker's first start among them where there is one. */
async function enterOthers(broker: Broker, login: TenantLogin): Promise<Readonly<Record<string, string>>> {
  const all = (await broker.read("/vhosts?disable_stats=true", z.array(z.object({ name: z.string() })))) ?? [];
  const others = all.map(({ name }) => name).filter((name) => name !== login.vhost);
  const answers: Record<string, string> = {};
  for (const vhost of others.toSorted((a, b) => a.length - b.length).slice(0, foreignVhostsMax)) {
    const { refusal } = await loginAsTenant({ ...login, vhost });
    // One may be deleted meanwhile.
    const isRefused = refusal?.code === "NOT_ALLOWED" && /refused for user|not found|is down/.test(refusal.text);
    answers[vhost] = isRefused ? "refused" : (refusal?.text ?? "let in");
  }
  return answers;
}

/** Declares a queue that ends with the connection, and sends a message through it; whoever only reads may not. */
async function workInside(connection: AmqpConnection, access: Access, signal: AbortSignal): Promise<string> {
  const queue = `latchkey-probe-${randomBytes(8).toString("hex")}`;
  try {
    return await connection.withChannel(async (channel) => {
      signal.throwIfAborted();
      await channel.queueDeclare({ queue, exclusive: true, autoDelete: true });
      if (access === "read-only") return "permitted to declare";
      await channel.confirmSelect();
      await channel.basicPublish(queue, "1");
      const message = await channel.basicGet({ queue, noAck: true });
      if (message === undefined) throw new AppError("verification_failed", "A message did not come back.");
      return "declared, sent, taken";
    });
  } catch (error) {
    const refusal = readRefusal(error);
    if (access === "read-only" && refusal?.code === "ACCESS_REFUSED") return "refused to declare";
    // Its owner has used up the queues; the broker looks at that only after it has looked at the right to declare.
    if (refusal?.code === "PRECONDITION_FAILED" && /queue limit/.test(refusal.text)) return "at its limit of queues";
    throw error;
  }
}

function isSame(one: object | undefined, other: object): boolean {
  const sorted = (value: object) => JSON.stringify(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return one !== undefined && sorted(one) === sorted(other);
}
