import { existsSync } from "node:fs";
import { join } from "node:path";
import { reasonOf, type Check } from "#cli/local/doctor/finding.ts";

const subject = "certificate authority";
const renewalMs = 180 * 86_400_000;

/** Looks at the home's certificate authority, where there is one: whose root it is, and how long it lasts. */
export const checkAuthority: Check = async ({ settings: { LATCHKEY_HOME: home } }) => {
  if (!existsSync(join(home, "pki/chain.pem"))) return [];
  try {
    const { describePki } = await import("#server/pki/describe-pki.ts");
    const { intermediate, isForEvaluation } = await describePki(home);
    if (isForEvaluation) {
      const message = "its root is for evaluation only: the root's key lies in the home";
      return [{ level: "warn", subject, message, cure: "Make yours with latchkey pki init." }];
    }
    if (new Date(intermediate.notAfter).getTime() - Date.now() < renewalMs) {
      const message = `the intermediate ends at ${intermediate.notAfter}, and what it issues with it`;
      return [{ level: "warn", subject, message, cure: "latchkey pki renew-intermediate makes the next one." }];
    }
    return [{ level: "ok", subject, message: `${intermediate.subject}, until ${intermediate.notAfter}` }];
  } catch (error) {
    return [{ level: "fail", subject, message: reasonOf(error), cure: "Restore the directory pki of the home." }];
  }
};
