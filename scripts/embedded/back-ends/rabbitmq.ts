import { dropAdminSecret, keepAdminSecret } from "#scripts/embedded/back-ends/admin-secret.ts";
import type { BackEnd, BackEndInput } from "#scripts/embedded/back-ends/open-back-ends.ts";
import { askBroker } from "#scripts/embedded/rabbitmq/ask-broker.ts";

const secret = "rabbitmq-management-url";
const nothingToStop: BackEnd = { stop: async () => undefined };

/**
 * Connects the operator's RabbitMQ where `RABBITMQ_MANAGEMENT_URL` names its management API; without it, leaves virtual
 * hosts out, unless an operator put the secret into the home by hand. No broker is started.
 */
export async function openRabbitmq({ settings, home, tell }: BackEndInput): Promise<BackEnd> {
  const url = settings.RABBITMQ_MANAGEMENT_URL;
  if (url === undefined || url === "") {
    await dropAdminSecret(home, secret);
    return nothingToStop;
  }
  const reason = await askBroker(url);
  // It may be down for a moment only: work on it is tried again, as on any back end that does not answer.
  if (reason !== null) tell(`RABBITMQ_MANAGEMENT_URL does not lead to a RabbitMQ: ${reason}.`);
  await keepAdminSecret(home, secret, url);
  return nothingToStop;
}
