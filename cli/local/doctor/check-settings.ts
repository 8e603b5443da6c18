import type { Finding, Patient } from "#cli/local/doctor/finding.ts";
import { isLoopbackUrl } from "#server/identity/oidc-issuer.ts";

/** Looks at settings that are valid each and unwise together. */
export async function checkSettings({ settings, instance }: Patient): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of ["LATCHKEY_PUBLIC_URL", "LATCHKEY_REVEAL_URL"] as const) {
    const url = settings[name];
    if (url.startsWith("https:") || isLoopbackUrl(url)) findings.push({ level: "ok", subject: name, message: url });
    else findings.push({ level: "fail", subject: name, message: `${url} is not https`, cure: "Serve it by https." });
  }
  if (new URL(settings.LATCHKEY_PUBLIC_URL).origin === new URL(settings.LATCHKEY_REVEAL_URL).origin) {
    const message = "the same origin as LATCHKEY_PUBLIC_URL: a flaw in the portal could read what is revealed";
    findings.push({
      level: "fail",
      subject: "LATCHKEY_REVEAL_URL",
      message,
      cure: "Give reveal an origin of its own.",
    });
  }
  if (instance === null) findings.push(...missingSecrets(settings));
  return findings;
}

function missingSecrets(settings: Patient["settings"]): Finding[] {
  const needed = ["NEXTAUTH_SECRET", "OIDC_CLIENT_SECRET", "REVEAL_OIDC_CLIENT_SECRET"] as const;
  return needed
    .filter((name) => settings[name] === undefined)
    .map((name): Finding => {
      const message = "not set here";
      return { level: "warn", subject: name, message, cure: `Set ${name}_FILE where the process runs that needs it.` };
    });
}
