import { CliError } from "#cli/cli-error.ts";
import type { Command, Given, Terminal } from "#cli/command.ts";
import { keepLease } from "#cli/keep-lease.ts";
import { reach } from "#cli/login/reach.ts";
import { optionalText, repeatedTexts, requiredText } from "#cli/options.ts";
import { parseDuration } from "#cli/parse-duration.ts";
import { createSecretFile } from "#cli/secret-file.ts";
import type { SecretPlace, SecretWords } from "#cli/secret-place.ts";
import { startSecretProgram } from "#cli/secret-program.ts";
import { giveBack, takeLease, type TakenLease } from "#cli/take-lease.ts";
import { leaseBounds } from "#domain/leases/lease-limits.ts";

const interruptedCode = 130;
const bounds = { min: leaseBounds.ttlSecondsMin, max: leaseBounds.ttlSecondsMax };

const words: SecretWords = {
  opened: "The lease was made",
  again: "it was given back, so ask for another one",
  done: "It lets in for a while: latchkey lease list RESOURCE.",
};

/** `latchkey lease`: a short-lived login of one's own, for a program or in a file. */
export const lease: Command = {
  name: "lease",
  about: "Get a short-lived login to a resource, for a program or in a file.",
  positionals: ["RESOURCE"],
  options: [
    { name: "ttl", value: "TIME", about: "For how long, e.g. 15m; 60s to 1h.", isRequired: true },
    { name: "purpose", value: "TEXT", about: "What it is for; shown beside the lease." },
    { name: "on-behalf-of", value: "EMAIL", about: "Whom a service account works for." },
    { name: "out", value: "FILE", about: "New file, readable by its owner only (0600)." },
    { name: "force", about: "Replace an existing file." },
    { name: "exec", value: "CMD [ARG…]", about: "Program to start, with all words that follow.", takesRest: true },
  ],
  notes: [
    "One of --out and --exec. Either gets JSON {fields, url, file}, as latchkey reveal does: url is the connection string.",
    "The key that opens it is made by this process and stored nowhere. Prints no secret. The token needs the scopes",
    "leases:write and leases:read.",
    "",
    "--exec comes last, starts no shell, and writes the JSON to the program's standard input. The lease is renewed while",
    "the program runs, up to its cap, and given back when it has ended, however it ended. Exit codes: 0 when the program",
    "was handed everything and ended with 0, else 1. For example:",
    "latchkey lease RESOURCE --ttl 15m --exec ./migrate.sh",
    "--out leaves the lease open until its end; latchkey lease release ID ends it before. Ctrl-C while its login is made",
    "gives it back and hands nothing over (exit code 130).",
  ],
  async run(given, terminal) {
    await reach("api", terminal);
    const ttlSeconds = parseDuration("ttl", requiredText(given, "ttl"), bounds);
    const [purpose, onBehalfOf] = [optionalText(given, "purpose"), optionalText(given, "on-behalf-of")];
    const body = { ttlSeconds, ...(purpose && { purpose }), ...(onBehalfOf && { onBehalfOf }) };
    const { stop, letGo } = holdSignals();
    try {
      const place = await openPlace(given, terminal);
      const waiting = { ...terminal, stop };
      const taken = await takeLease(given.positionals[0] ?? "", body, waiting).catch(async (error: unknown) => {
        await place.discard();
        if (stop.aborted) return null;
        throw error;
      });
      if (taken === null) {
        terminal.err("Stopped: nothing was handed over.\n");
        return interruptedCode;
      }
      await (given.values.exec === undefined ? keepInFile : runWith)({ place, taken, ttlSeconds, terminal });
      return 0;
    } finally {
      letGo();
    }
  },
};

interface Using {
  readonly place: SecretPlace;
  readonly taken: TakenLease;
  readonly ttlSeconds: number;
  readonly terminal: Terminal;
}

async function keepInFile({ place, taken, terminal }: Using): Promise<void> {
  try {
    await place.write(taken.content);
  } catch (error) {
    await giveBack(taken.lease, terminal);
    throw error;
  } finally {
    taken.content.fill(0);
  }
  const { leaseId, expiresAt } = taken.lease;
  terminal.out(
    `${await place.conclude()}${leaseId} lets in until ${expiresAt}. latchkey lease release ${leaseId} ends it.\n`,
  );
}

/** Whatever becomes of the program: the lease is over when it is. */
async function runWith({ place, taken, ttlSeconds, terminal }: Using): Promise<void> {
  const stop = keepLease(taken.lease, ttlSeconds, terminal);
  try {
    await place.write(taken.content).finally(() => taken.content.fill(0));
    terminal.out(await place.conclude());
  } finally {
    stop();
    await giveBack(taken.lease, terminal);
  }
}

/** A signal ends the wait, and is passed to the program; this process lives on until the lease is given back. */
function holdSignals(): { readonly stop: AbortSignal; readonly letGo: () => void } {
  const signals = ["SIGTERM", "SIGHUP", "SIGINT"] as const;
  const stopping = new AbortController();
  const hold = () => stopping.abort();
  for (const signal of signals) process.on(signal, hold);
  return { stop: stopping.signal, letGo: () => signals.forEach((signal) => process.off(signal, hold)) };
}

function openPlace(given: Given, { env }: Terminal): Promise<SecretPlace> {
  const path = optionalText(given, "out");
  const program = repeatedTexts(given, "exec");
  const isForced = given.values.force === true;
  if (given.values.exec === undefined && path !== undefined) return createSecretFile(path, { force: isForced }, words);
  if (path === undefined && !isForced && program[0]) return startSecretProgram(program, env, words);
  throw new CliError("Give one of --out FILE [--force] and --exec CMD [ARG…]. See latchkey lease --help.");
}
