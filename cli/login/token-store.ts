import { CliError } from "#cli/cli-error.ts";
import type { Terminal } from "#cli/command.ts";
import { configDirectory } from "#cli/login/config-directory.ts";
import { createFileStore } from "#cli/login/file-store.ts";
import { openKeyring } from "#cli/login/keyring-store.ts";
import type { Session } from "#cli/login/session.ts";

/** A place that keeps sessions, one for each origin. */
export interface TokenStore {
  readonly kind: "keyring" | "file";
  read(origin: string): Promise<Session | null>;
  write(session: Session): Promise<void>;
  /** Gives whether there was one. */
  forget(origin: string): Promise<boolean>;
}

/** Sessions of this person on this machine: in the keyring of the system where there is one, else in files. */
export interface TokenStores {
  /** The session of an origin and where it is kept, or null. */
  find(origin: string): Promise<{ readonly session: Session; readonly kind: TokenStore["kind"] } | null>;
  /** Keeps it in the first place that takes it, and in no other; gives which. */
  keep(session: Session): Promise<TokenStore["kind"]>;
  forget(origin: string): Promise<boolean>;
}

/**
 * Opens what `LATCHKEY_TOKEN_STORE` names, `keyring` or `file`; without it the keyring, then files. Null where nothing
 * says whose files they would be.
 *
 * @throws CliError for another value, and when the keyring is asked for and is not there
 */
export async function openTokenStores({ env }: Pick<Terminal, "env">): Promise<TokenStores | null> {
  const wanted = env.LATCHKEY_TOKEN_STORE || "auto";
  if (!["auto", "keyring", "file"].includes(wanted)) {
    throw new CliError("LATCHKEY_TOKEN_STORE is keyring or file.");
  }
  const directory = configDirectory(env);
  if (directory === null) return null;
  const keyring = wanted === "file" ? null : await openKeyring({ env });
  if (keyring === null && wanted === "keyring") {
    throw new CliError("There is no keyring here that answers: unset LATCHKEY_TOKEN_STORE, or set it to file.");
  }
  const file = wanted === "keyring" ? null : createFileStore(directory);
  return joined([keyring, file].filter((store) => store !== null));
}

function joined(stores: readonly TokenStore[]): TokenStores {
  return {
    async find(origin) {
      for (const store of stores) {
        const session = await store.read(origin);
        if (session !== null) return { session, kind: store.kind };
      }
      return null;
    },
    async keep(session) {
      const kept = await keepInFirst(stores, session);
      for (const other of stores.filter((store) => store !== kept)) await other.forget(session.origin);
      return kept.kind;
    },
    async forget(origin) {
      const found = [];
      for (const store of stores) found.push(await store.forget(origin));
      return found.includes(true);
    },
  };
}

/** A keyring may refuse what is too long for it (Windows takes 2,560 bytes); a file takes it then. */
async function keepInFirst(stores: readonly TokenStore[], session: Session): Promise<TokenStore> {
  for (const [at, store] of stores.entries()) {
    try {
      await store.write(session);
      return store;
    } catch (error) {
      if (at === stores.length - 1) throw error;
    }
  }
  throw new CliError("There is no place to keep a sign-in.");
}
