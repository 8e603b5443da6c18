import { existsSync } from "node:fs";
import { CliError } from "#cli/cli-error.ts";
import type { Command } from "#cli/command.ts";
import { localSettings } from "#cli/local/local-settings.ts";
import { readInstance } from "#cli/local/read-instance.ts";

/** `latchkey pki show`: what the certificate authority of this home is, without touching a key. */
export const pkiShow: Command = {
  name: "pki show",
  about: "Show the certificate authority of this home: fingerprint, ends, zones.",
  positionals: [],
  options: [],
  notes: [],
  async run(_given, terminal) {
    const { LATCHKEY_HOME: home } = localSettings(await readInstance(terminal), terminal);
    if (!existsSync(`${home}/pki/chain.pem`))
      throw new CliError("This home has no certificate authority: latchkey pki init.");
    const { describePki } = await import("#server/pki/describe-pki.ts");
    const { root, intermediate, earlier, waiting, zones, isForEvaluation } = await describePki(home);
    if (isForEvaluation) terminal.out("For evaluation only: the root's key lies beside the intermediate's.\n");
    for (const [what, { subject, notAfter, fingerprint }] of [
      ["Root", root],
      ["Intermediate", intermediate],
      ...earlier.map((each) => ["Earlier intermediate, which tells of what it issued", each] as const),
      ...(waiting === null ? [] : [["Waits for the authority's next start", waiting] as const]),
    ] as const) {
      terminal.out(`${what}: ${subject}\n  until ${notAfter}\n  SHA-256 ${fingerprint}\n`);
    }
    terminal.out(`Zones: ${zones.join(", ")}\n`);
    return 0;
  },
};
