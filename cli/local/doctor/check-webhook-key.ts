import { askLedger } from "#cli/local/doctor/ask-ledger.ts";
import { reasonOf, type Finding, type Patient } from "#cli/local/doctor/finding.ts";
import { readWebhookKey } from "#server/adapters/crypto/webhook-keys/read-webhook-key.ts";
import { findOpener, type WebhookOpener } from "#server/webhooks/find-opener.ts";

const subject = "webhook key";

/** Looks at the worker's key for webhooks: whether it is there, its owner's alone, and what signing keys are sealed to. */
export async function checkWebhookKey(patient: Patient): Promise<Finding[]> {
  const cure = "Run node deploy/create-webhook-key.ts as the user that the worker runs as; docs/webhooks.md says more.";
  try {
    const key = await readWebhookKey(patient.settings);
    if (key === null) return [{ level: "warn", subject, message: "there is none here: no webhook is sent", cure }];
    key.privateKey.fill(0);
    return [await compare(patient, { id: key.keyId, publicKey: key.publicKey })];
  } catch (error) {
    const mend = "Run this as the worker's user; docs/webhooks.md says what to do when a key is lost or has leaked.";
    return [{ level: "fail", subject, message: reasonOf(error), cure: mend }];
  }
}

async function compare(patient: Patient, { id, publicKey }: WebhookOpener): Promise<Finding> {
  let newest: WebhookOpener | null;
  try {
    newest = await askLedger(patient, findOpener);
  } catch (error) {
    const message = `${id} cannot be compared: ${reasonOf(error)}`;
    return { level: "warn", subject, message, cure: "See that the ledger runs." };
  }
  if (newest === null) {
    const message = `the ledger does not have ${id} yet: no webhook can be made`;
    return { level: "warn", subject, message, cure: "Restart the worker: it publishes its key when it starts." };
  }
  if (newest.id === id && newest.publicKey.equals(publicKey)) {
    return { level: "ok", subject, message: `${id}, which new signing keys are sealed to` };
  }
  const message =
    newest.id === id
      ? `the ledger has another public half of ${id}`
      : `new signing keys are sealed to ${newest.id}, not to ${id}`;
  const cure = "Give all workers one key, restart them, and rotate the key of each webhook: docs/webhooks.md.";
  return { level: "fail", subject, message, cure };
}
