import { CliError } from "#cli/cli-error.ts";
import type { Command, Given, Terminal } from "#cli/command.ts";
import { verifyExport } from "#cli/local/verify-export.ts";
import { optionalText } from "#cli/options.ts";
import { homeDirectory } from "#cli/places.ts";
import { spellJson } from "#cli/spell-json.ts";
import type { RecordProof, RecordVerification } from "#domain/audit/verify-record.ts";

const findingsMax = 50;

/** `latchkey audit verify`: recomputes every hash chain and every checkpoint, of this home's ledger or of an export. */
export const auditVerify: Command = {
  name: "audit verify",
  about: "Prove that nobody edited, removed or reordered the audit record.",
  positionals: [],
  options: [
    { name: "file", value: "EXPORT", about: "Verify this export instead of the ledger of this home." },
    { name: "keys", value: "FILE", about: "Public keys of the checkpoints; default audit/verifiers.txt of this home." },
    {
      name: "anchor",
      value: "FILE",
      about: "Checkpoints that were kept elsewhere; default the home's, for its ledger.",
    },
    { name: "json", about: "Print the result as JSON." },
  ],
  notes: [
    "Without keys the signatures of checkpoints are not checked; without an anchor from another machine, a record that",
    "was cut or restored together with its checkpoints looks whole. Exit codes: 0 intact, 1 not intact or not readable.",
  ],
  async run(given, terminal) {
    const path = optionalText(given, "file");
    const proof = await readProof(given, terminal, path === undefined);
    const result = path === undefined ? await verifyHome(terminal, proof) : await verifyExport(path, proof);
    const { streams, events, findings } = result;
    // Whoever gives keys expects what they signed: without this, taking all checkpoints out would pass for whole.
    const isStripped = given.values.keys !== undefined && result.checkpoints === 0;
    const isIntact = findings.length === 0 && !isStripped;
    if (given.values.json === true) {
      terminal.out(spellJson({ intact: isIntact, ...result }));
      return isIntact ? 0 : 1;
    }
    for (const { stream, message } of findings.slice(0, findingsMax)) terminal.out(`${stream}: ${message}\n`);
    if (isIntact) {
      terminal.out(`Intact: ${events} events in ${streams} streams.\n${spellSeals(result, proof)}`);
      return 0;
    }
    if (findings.length === 0)
      throw new CliError("Not proven: the record holds no checkpoint, so the keys prove nothing.");
    throw new CliError(`Not intact: ${findings.length} findings in ${events} events of ${streams} streams.`);
  },
};

function spellSeals({ checkpoints, unsealed, signatures }: RecordVerification, { anchor }: RecordProof): string {
  if (checkpoints === 0) return "No checkpoint seals it: what is cut off with its head cannot be seen.\n";
  const keys = signatures === "verified" ? "signatures verified" : "signatures not checked, give --keys";
  const kept = anchor.length === 0 ? "no anchor given" : `${anchor.length} of them anchored`;
  return `Sealed by ${checkpoints} checkpoints (${keys}; ${kept}); ${unsealed} events are newer than theirs.\n`;
}

async function readProof(given: Given, { env }: Terminal, isHome: boolean): Promise<RecordProof> {
  const { auditPaths } = await import("#server/audit/audit-paths.ts");
  const { readAnchor } = await import("#server/audit/anchor-log.ts");
  const { readVerifiers } = await import("#server/audit/read-verifiers.ts");
  const paths = auditPaths(homeDirectory(env));
  const keys = optionalText(given, "keys");
  const anchor = optionalText(given, "anchor");
  const verifiers = await readVerifiers(keys ?? paths.verifiers);
  if (keys !== undefined && verifiers.length === 0) throw new CliError(`${keys} holds no public key.`);
  const kept = anchor ?? (isHome ? paths.anchor : undefined);
  const notes = kept === undefined ? [] : await readAnchor(kept);
  if (anchor !== undefined && notes.length === 0) throw new CliError(`${anchor} holds no checkpoint.`);
  return { verifiers, anchor: notes };
}

async function verifyHome(terminal: Terminal, proof: RecordProof) {
  const { readLedger } = await import("#cli/local/read-ledger.ts");
  const { verifyAudit } = await import("#server/audit/verify-audit.ts");
  return readLedger(terminal, (ledger) => verifyAudit(ledger, proof));
}
