import type { Terminal } from "#cli/command.ts";
import { checkAudit } from "#cli/local/doctor/check-audit.ts";
import { checkAuthority } from "#cli/local/doctor/check-authority.ts";
import { checkCatalog } from "#cli/local/doctor/check-catalog.ts";
import { checkChat } from "#cli/local/doctor/check-chat.ts";
import { checkCryptography } from "#cli/local/doctor/check-cryptography.ts";
import { checkDatabases } from "#cli/local/doctor/check-databases.ts";
import { checkHome } from "#cli/local/doctor/check-home.ts";
import { checkIssuer } from "#cli/local/doctor/check-issuer.ts";
import { checkDeviceKey } from "#cli/local/doctor/check-device-key.ts";
import { checkKeys } from "#cli/local/doctor/check-keys.ts";
import { checkOrigins } from "#cli/local/doctor/check-origins.ts";
import { checkQueue } from "#cli/local/doctor/check-queue.ts";
import { checkSettings } from "#cli/local/doctor/check-settings.ts";
import { checkWebhookKey } from "#cli/local/doctor/check-webhook-key.ts";
import { reasonOf, type Check, type Finding, type Patient } from "#cli/local/doctor/finding.ts";
import { localSettings } from "#cli/local/local-settings.ts";
import { readInstance } from "#cli/local/read-instance.ts";

const checks: readonly Check[] = [
  checkHome,
  checkSettings,
  checkCatalog,
  checkCryptography,
  checkKeys,
  checkDeviceKey,
  checkWebhookKey,
  checkAuthority,
  checkAudit,
  checkDatabases,
  checkQueue,
  checkIssuer,
  checkChat,
  checkOrigins,
];

/** Runs every check on this home; settings that cannot be read are the one finding then. */
export async function examine(terminal: Terminal): Promise<Finding[]> {
  let patient: Patient;
  try {
    const instance = await readInstance(terminal);
    const settings = localSettings(instance, terminal);
    patient = { settings, instance, isProduction: terminal.env.NODE_ENV === "production" };
  } catch (error) {
    return [{ level: "fail", subject: "settings", message: reasonOf(error), cure: "Correct it, then ask again." }];
  }
  const findings = await Promise.all(checks.map((check) => check(patient)));
  return [{ level: "ok", subject: "node", message: process.versions.node }, ...findings.flat()];
}
