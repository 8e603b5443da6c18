import { generatePassword } from "#domain/credentials/generate-password.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { loginAsTenant, type LoginAnswer, type TenantLogin } from "./amqp/login-as-tenant.ts";
import { withBroker, type Broker } from "./api/with-broker.ts";
import { blockUser } from "./block-user.ts";
import { prepareCall, type PreparedCall, type RabbitmqContext } from "./call.ts";
import { assertGone, deleteUser } from "./delete-user.ts";
import { assertOnlyOwn, findOwnUser, observe, observeUser } from "./observe.ts";
import { readPermissionsOf } from "./permissions.ts";
import { setPassword, setUser } from "./set-user.ts";
import { userLimits } from "./user-limits.ts";

const attemptsMax = 3;

/**
 * Ends the access of this generation and proves it.
 *
 * Password and permissions are taken away and the connections are ended first. Then the proof: a probe password is let
 * in, the permission is taken again, and the same password, which the broker still accepts, may not enter the virtual
 * host. At last the user is deleted, and the broker knows neither it nor a connection of it. A user that is gone already
 * counts as success. Queues, messages and other generations stay as they are.
 * @throws verification_failed when an answer is not the expected one, backend_conflict for a user that is not ours
 */
export async function revoke(ctx: RabbitmqContext): Promise<Receipt> {
  const call = prepareCall(ctx);
  const { username } = call.names;
  return withBroker(ctx, async (broker) => {
    const seen = await observe(broker, call.names);
    assertOnlyOwn(seen);
    if (findOwnUser(seen, username) === undefined) {
      await assertGone(broker, username, ctx.signal);
      return { username, alreadyGone: true };
    }
    await setPassword(broker, call.names, "");
    const connectionsEnded = await blockUser(broker, username, ctx.signal);
    await ctx.failpoint("rabbitmq.after-first-block");
    // Without its virtual host there is nothing that a user of ours could enter.
    const answers = seen.vhost === null ? { vhost: null } : await prove(ctx, broker, call);
    await deleteUser(broker, username, ctx.signal);
    await ctx.failpoint("rabbitmq.after-delete-user");
    return { username, connectionsEnded, ...answers, catalogue: { user: null, connections: 0 } };
  });
}

/**
 * Lets the probe in, blocks, and shows that the probe is refused.
 *
 * Somebody who logged in before the block and waited can enter just while the probe is permitted, and take its one seat;
 * they are ended with it, and it is tried again.
 */
async function prove(ctx: RabbitmqContext, broker: Broker, { names, settings }: PreparedCall): Promise<Receipt> {
  const password = generatePassword();
  const { vhost, username } = names;
  const address = broker.tenantAddress(settings);
  const login: TenantLogin = { address, vhost, username, password, signal: ctx.signal };
  const limits = { ...userLimits(ctx.parameters), "max-connections": 1 };
  let answers: Readonly<Record<string, LoginAnswer>> = {};
  try {
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const hash = await setUser(ctx, broker, { names, password, limits });
      const positiveControl = await loginAsTenant(login);
      await ctx.failpoint("rabbitmq.after-positive-control");
      await blockUser(broker, username, ctx.signal);
      const refusal = await loginAsTenant(login);
      answers = { positiveControl, refusal };
      const passwordIsTheProbe = (await observeUser(broker, names))?.passwordHash === hash;
      const permissions = await readPermissionsOf(broker, username);
      if (positiveControl.connected && isNotPermitted(refusal) && passwordIsTheProbe && permissions.length === 0) {
        return { ...answers, atRefusal: { passwordIsTheProbe, permissions } };
      }
    }
    throw new AppError("verification_failed", "The user that was blocked was not refused because of that.", {
      details: { ...answers },
    });
  } finally {
    password.wipe();
  }
}

/** A wrong name or password is ACCESS_REFUSED, before the broker knows which virtual host is asked for. */
function isNotPermitted({ connected, refusal }: LoginAnswer): boolean {
  return !connected && refusal?.code === "NOT_ALLOWED" && /access to vhost '.+' refused for user/.test(refusal.text);
}
