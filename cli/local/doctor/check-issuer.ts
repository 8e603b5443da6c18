import { reasonOf, type Finding, type Patient } from "#cli/local/doctor/finding.ts";
import { discoverIssuer } from "#server/adapters/oidc/discover-issuer.ts";
import { oidcIssuer } from "#server/identity/oidc-issuer.ts";

/** Looks whether the OIDC issuer answers and is the one it should be. */
export async function checkIssuer({ settings, instance }: Patient): Promise<Finding[]> {
  const subject = "OIDC issuer";
  try {
    const issuer = oidcIssuer(settings);
    await discoverIssuer(issuer);
    return [{ level: "ok", subject, message: issuer }];
  } catch (error) {
    const cure = instance?.embeddedIssuer
      ? "Run npm start."
      : "See that OIDC_ISSUER is right and can be reached from here.";
    return [{ level: "fail", subject, message: reasonOf(error), cure }];
  }
}
