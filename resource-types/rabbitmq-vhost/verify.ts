import { isDeepStrictEqual } from "node:util";
import { generatePassword } from "#domain/credentials/generate-password.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withBroker, type Broker } from "./api/with-broker.ts";
import { prepareCall, type PreparedCall, type RabbitmqContext } from "./call.ts";
import { endConnections } from "./end-connections.ts";
import { assertOnlyOwn, forReceipt, observe, observeUser } from "./observe.ts";
import { passwordHash } from "./password-hash.ts";
import { probeRights } from "./probe-rights.ts";
import { setPassword, setUser } from "./set-user.ts";
import { readShape, wantedShape } from "./shape-vhost.ts";
import { userLimits } from "./user-limits.ts";

/**
 * Logs in with a throw-away password and checks rights and limits; then sets the hash of the password that is delivered,
 * which never logs in, and hands the password to `ctx.secrets.put`.
 *
 * A repeated call replaces whatever password an earlier one set, so that no live password exists that nobody receives.
 * The management API knows no "change it if it is still so": a worker that wakes up late looks whether its probe is
 * still in place right before it sets the last hash, and right after whether that one is.
 * @throws verification_failed with the failed checks, backend_unavailable when another worker was faster
 */
export async function verify(ctx: RabbitmqContext): Promise<Receipt> {
  const call = prepareCall(ctx);
  return withBroker(ctx, async (broker) => {
    const seen = await observe(broker, call.names);
    assertOnlyOwn(seen);
    if (seen.vhost === null) throw new AppError("verification_failed", "The virtual host is not there.");
    const { hash, ...checks } = await probe(ctx, broker, call);
    await ctx.failpoint("rabbitmq.after-probe");
    const catalogue = await deliver(ctx, broker, { ...call, probeHash: hash });
    return { broker: `RabbitMQ ${broker.version}`, probe: checks, catalogue };
  });
}

async function probe(
  ctx: RabbitmqContext,
  broker: Broker,
  { names, settings }: PreparedCall,
): Promise<Receipt & { readonly hash: string }> {
  const password = generatePassword();
  const { username, vhost } = names;
  const address = broker.tenantAddress(settings);
  try {
    const hash = await setUser(ctx, broker, { names, password });
    const connectionsEnded = await endConnections(broker, username, ctx.signal);
    const facts = await probeRights(ctx, broker, { address, vhost, username, password, signal: ctx.signal });
    const limits = await checkLimits(ctx, broker, names);
    return { hash, connectionsEnded, ...facts, limits };
  } finally {
    password.wipe();
  }
}

async function checkLimits(ctx: RabbitmqContext, broker: Broker, names: PreparedCall["names"]): Promise<Receipt> {
  const found = { user: (await observeUser(broker, names))?.limits ?? {}, ...(await readShape(broker, names)) };
  const wanted = { user: userLimits(ctx.parameters), ...wantedShape(ctx.parameters) };
  if (isDeepStrictEqual(found, wanted)) return found;
  throw new AppError("verification_failed", "The broker has other limits than were set.", {
    details: { found, wanted },
  });
}

async function deliver(
  ctx: RabbitmqContext,
  broker: Broker,
  { names, settings, probeHash }: PreparedCall & { readonly probeHash: string },
): Promise<Receipt> {
  const password = generatePassword();
  const { host, port, tls } = broker.tenantAddress(settings);
  try {
    const hash = passwordHash(password);
    await assertHash(broker, names, probeHash);
    await setPassword(broker, names, hash);
    await ctx.failpoint("rabbitmq.after-final-password");
    const user = await assertHash(broker, names, hash);
    await ctx.secrets.put({
      host,
      port,
      vhost: names.vhost,
      username: names.username,
      password,
      scheme: tls ? "amqps" : "amqp",
    });
    return { user: forReceipt(user) };
  } finally {
    password.wipe();
  }
}

/** @throws backend_unavailable when the user has another password, or is gone */
async function assertHash(broker: Broker, names: PreparedCall["names"], hash: string) {
  const user = await observeUser(broker, names);
  if (user?.isOwn === true && user.passwordHash === hash) return user;
  throw new AppError("backend_unavailable", "Another worker has set the user's password on the broker meanwhile.");
}
