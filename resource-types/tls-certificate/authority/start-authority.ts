import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { join } from "node:path";
import { Authority } from "./authority.ts";
import { finishRenewal } from "./finish-renewal.ts";
import { issuerFiles, openIssuers } from "./issuer.ts";
import { openJournal } from "./journal.ts";
import { lockFolder } from "./lock-folder.ts";
import { serveAuthority } from "./serve-authority.ts";

/** Where an authority runs and who may administer it. */
export interface AuthorityOptions {
  /** Holds the intermediate's key, the chain and the journal. */
  readonly directory: string;
  readonly port: number;
  readonly host: string;
  /** Under which the relying world reaches `port`; it stands in every certificate. Null: this host and port. */
  readonly publicUrl: string | null;
  readonly adminToken: string;
  /** A listener of its own for the administrator, by TLS; null: the administrator uses `port` too. */
  readonly admin: { readonly port: number; readonly key: Buffer; readonly certificate: Buffer } | null;
  readonly tell: (error: unknown) => void;
}

/** A running authority. */
export interface RunningAuthority {
  readonly authority: Authority;
  stop(): Promise<void>;
}

/**
 * Puts a renewed intermediate in its place, opens the folder's issuers and journal, and listens.
 *
 * @throws Error when the folder is not complete, is damaged, or another authority works on it
 */
export async function startAuthority(options: AuthorityOptions): Promise<RunningAuthority> {
  const { directory, port, host, tell } = options;
  const unlock = await lockFolder(directory);
  await finishRenewal(directory);
  const issuers = await openIssuers(directory, options.publicUrl ?? `http://${host}:${port}`);
  const authority = new Authority({ issuers, journal: await openJournal(join(directory, issuerFiles.journal)) });
  const adminTokenHash = createHash("sha256").update(options.adminToken).digest();
  const shared = options.admin === null ? adminTokenHash : null;
  // Whoever is answered is answered by everything: nobody listens before it is open.
  const open = createServer(serveAuthority({ authority, tell, isPublic: true, adminTokenHash: shared }));
  const servers: Server[] = [open];
  await listen(open, { host, port });
  if (options.admin !== null) {
    const { key, certificate: cert, port: adminPort } = options.admin;
    const own = serveAuthority({ authority, tell, isPublic: false, adminTokenHash });
    const admin = createTlsServer({ key, cert, minVersion: "TLSv1.2" }, own);
    await listen(admin, { host, port: adminPort });
    servers.push(admin);
  }
  const stop = async () => {
    await Promise.all(servers.map(close));
    await authority.stop();
    await unlock();
  };
  return { authority, stop };
}

async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  // Slow senders are cut; nothing that is asked takes longer.
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  server.listen(port, host);
  await once(server, "listening");
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeIdleConnections();
  await once(server, "close");
}
