import type { Command, Terminal } from "#cli/command.ts";
import { localSettings } from "#cli/local/local-settings.ts";
import { readPassphrase } from "#cli/local/pki/read-passphrase.ts";
import { zonesFor } from "#cli/local/pki/zones-for.ts";
import { readInstance } from "#cli/local/read-instance.ts";
import { optionalText, requiredText } from "#cli/options.ts";

/** `latchkey pki init`: makes the root and the intermediate of a certificate authority, and says what to do with each. */
export const pkiInit: Command = {
  name: "pki init",
  about: "Make the certificate authority of this home: a root to be taken offline, an intermediate that issues.",
  positionals: [],
  options: [
    {
      name: "root-directory",
      value: "DIR",
      about: "Where the root's encrypted key goes; you take it offline.",
      isRequired: true,
    },
    { name: "organization", value: "NAME", about: "Stands in the names of root and intermediate.", isRequired: true },
    {
      name: "zone",
      value: "ZONE",
      about: "A zone that may be certified; left out: those of all teams.",
      isRepeatable: true,
    },
    {
      name: "passphrase-file",
      value: "FILE",
      about: "Holds the passphrase of the root's key; left out: it is asked for.",
    },
  ],
  notes: [
    "The root is P-384, ten years; the intermediate P-384, three years, and bound to the zones for ever.",
    "An authority that is there already stays; the one for evaluation is set aside. See resource-types/tls-certificate/README.md.",
  ],
  async run(given, terminal) {
    const settings = localSettings(await readInstance(terminal), terminal);
    const zones = await zonesFor(given, settings.CATALOG_DIR);
    const rootDirectory = requiredText(given, "root-directory");
    terminal.err(`Zones: ${zones.join(", ")}. The intermediate can certify names there and below, and no others.\n`);
    const passphrase = await readPassphrase(optionalText(given, "passphrase-file"), { isNew: true });
    const { LATCHKEY_HOME: home } = settings;
    const { initPki } = await import("#server/pki/init-pki.ts");
    const organization = requiredText(given, "organization");
    const made = await initPki({ home, rootDirectory, organization, zones, passphrase });
    passphrase.fill(0);
    tell(terminal, { ...made, rootDirectory });
    return 0;
  },
};

function tell(
  terminal: Terminal,
  made: { rootFingerprint: string; directory: string; setAside: string | null; rootDirectory: string },
): void {
  if (made.setAside !== null) terminal.out(`The authority for evaluation was set aside: ${made.setAside}.\n`);
  terminal.out(
    [
      `The intermediate and its chain are in ${made.directory}.`,
      `The root is in ${made.rootDirectory}. Its SHA-256 fingerprint:`,
      `  ${made.rootFingerprint}`,
      "What to do next:",
      `  1. Copy ${made.rootDirectory} to two media that are kept offline, and the passphrase elsewhere. Then remove it here.`,
      "  2. Have every machine trust root.pem, and compare its fingerprint by another way than the file came.",
      "  3. Name the fingerprint as settings.rootFingerprint of the back end in catalog/backends.yaml.",
      "  4. Start Latchkey again, or the authority's process where it runs by itself.",
      "",
    ].join("\n"),
  );
}
