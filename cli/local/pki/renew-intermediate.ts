import type { Command } from "#cli/command.ts";
import { localSettings } from "#cli/local/local-settings.ts";
import { readPassphrase } from "#cli/local/pki/read-passphrase.ts";
import { zonesFor } from "#cli/local/pki/zones-for.ts";
import { readInstance } from "#cli/local/read-instance.ts";
import { optionalText, requiredText } from "#cli/options.ts";

/** `latchkey pki renew-intermediate`: makes the next intermediate below the same root, and says what to do next. */
export const pkiRenewIntermediate: Command = {
  name: "pki renew-intermediate",
  about: "Make a new intermediate below this home's root; what the old one issued stays good until it ends.",
  positionals: [],
  options: [
    {
      name: "root-directory",
      value: "DIR",
      about: "Where the root is, on the medium that you brought for this.",
      isRequired: true,
    },
    {
      name: "zone",
      value: "ZONE",
      about: "A zone that may be certified; left out: those of all teams.",
      isRepeatable: true,
    },
    { name: "passphrase-file", value: "FILE", about: "Holds the root's passphrase; left out: it is asked for." },
  ],
  notes: [
    "For when the intermediate comes to its end, or zones came that it is not bound to. Nobody has to trust anything new.",
    "The authority goes on as it is, and takes the new one at its next start. See resource-types/tls-certificate/README.md.",
  ],
  async run(given, terminal) {
    const { LATCHKEY_HOME: home, CATALOG_DIR: catalogDir } = localSettings(await readInstance(terminal), terminal);
    const zones = await zonesFor(given, catalogDir);
    const rootDirectory = requiredText(given, "root-directory");
    terminal.err(`Zones: ${zones.join(", ")}. The intermediate can certify names there and below, and no others.\n`);
    const passphrase = await readPassphrase(optionalText(given, "passphrase-file"), { isNew: false });
    const { renewIntermediate } = await import("#server/pki/renew-intermediate.ts");
    const made = await renewIntermediate({ home, rootDirectory, zones, passphrase }).finally(() => passphrase.fill(0));
    terminal.out(
      [
        `${made.subject}, until ${made.notAfter}, waits in ${made.directory}.`,
        "What to do next:",
        `  1. Take ${rootDirectory} offline again.`,
        "  2. Start Latchkey again, or the authority's process where it runs by itself: then the new one issues.",
        "  3. latchkey pki show names both. Keep the folder whole: the old one tells of what it issued until that has ended.",
        "",
      ].join("\n"),
    );
    return 0;
  },
};
