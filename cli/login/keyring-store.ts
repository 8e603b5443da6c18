import { existsSync } from "node:fs";
import type { Terminal } from "#cli/command.ts";
import { sessionSchema } from "#cli/login/session.ts";
import type { TokenStore } from "#cli/login/token-store.ts";
import { CliError } from "#cli/cli-error.ts";

const service = "latchkey";
const answerMs = 30_000;

/**
 * Opens the keyring of the system, or gives null where there is none that answers: on Linux the Secret Service alone,
 * since the kernel's keyring forgets at the end of a session.
 */
export async function openKeyring({ env }: Pick<Terminal, "env">): Promise<TokenStore | null> {
  if (!mayAnswer(env)) return null;
  try {
    // Loaded when needed: the bundled command works without it.
    const { AsyncEntry } = await import("@napi-rs/keyring");
    const entryOf = (origin: string) => new AsyncEntry(service, origin, { linux: { store: "secret-service" } });
    await inTime(entryOf("probe").getPassword());
    return storeOf(entryOf);
  } catch {
    return null;
  }
}

/** Without a session bus there is no Secret Service, and nothing to wait for. */
function mayAnswer(env: Terminal["env"]): boolean {
  if (process.platform !== "linux" || env.DBUS_SESSION_BUS_ADDRESS) return true;
  return existsSync(`${env.XDG_RUNTIME_DIR || `/run/user/${process.getuid?.()}`}/bus`);
}

interface Entry {
  getPassword(): Promise<string | null | undefined>;
  setPassword(password: string): Promise<void>;
  deleteCredential(): Promise<boolean>;
}

function storeOf(entryOf: (origin: string) => Entry): TokenStore {
  return {
    kind: "keyring",
    async read(origin) {
      const text = await inTime(entryOf(origin).getPassword()).catch((cause: unknown) => {
        throw new CliError("The keyring does not answer.", { cause });
      });
      if (!text) return null;
      const parsed = sessionSchema.safeParse(parseJson(text));
      // What an older or newer version kept is no sign-in of this one.
      return parsed.success && parsed.data.origin === origin ? parsed.data : null;
    },
    write: (session) => inTime(entryOf(session.origin).setPassword(JSON.stringify(session))),
    forget: (origin) => inTime(entryOf(origin).deleteCredential()),
  };
}

/** A locked keyring asks its person; nobody may be there. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("no answer in time")), answerMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
