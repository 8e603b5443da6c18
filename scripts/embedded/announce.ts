import { existsSync } from "node:fs";
import { join } from "node:path";
import { demoRootFile } from "#resource-types/tls-certificate/ceremony/keep-demo-authority.ts";
import type { StartPlan } from "#scripts/embedded/start-plan.ts";
import { personas } from "#server/identity/personas.ts";
import type { Settings } from "#server/settings.ts";

/** Gives what a finished start prints: the line that scripts wait for, how to sign in, and what this mode is not for. */
export function announce(settings: Settings, plan: StartPlan): string {
  const local = `http://127.0.0.1:${settings.PORT}`;
  const lines = [`Latchkey ready ${local}`, ""];
  if (settings.LATCHKEY_PUBLIC_URL !== local) lines.push(`  Open it as ${settings.LATCHKEY_PUBLIC_URL}`, "");
  if (plan.hasIssuer) lines.push(...signInLines());
  else lines.push(`  Sign in with an account of ${settings.OIDC_ISSUER}.`);
  lines.push("");
  if (plan.hasIssuer || plan.hasSystemCluster) lines.push(...noticeLines(settings));
  lines.push("  Ctrl-C stops it.", "");
  return lines.join("\n");
}

function signInLines(): string[] {
  const width = Math.max(...personas.map(({ email }) => email.length));
  return [
    "  Sign in as one of these people; the demo issuer asks for no password:",
    ...personas.map(({ email, role }) => `    ${email.padEnd(width)}  ${role}`),
  ];
}

function noticeLines({ LATCHKEY_HOME }: Settings): string[] {
  return [
    "  Embedded mode, for evaluation and development: every process runs on this machine as one user,",
    `  and everything it keeps is in ${LATCHKEY_HOME}.`,
    ...(existsSync(join(LATCHKEY_HOME, "pki", demoRootFile))
      ? ["  Its certificates have a root for evaluation only: latchkey pki init makes yours."]
      : []),
  ];
}
