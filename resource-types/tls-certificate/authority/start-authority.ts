import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Authority } from "./authority.ts";
import { openIssuer } from "./issuer.ts";
import { openJournal } from "./journal.ts";
import { lockFolder } from "./lock-folder.ts";
import { serveAuthority } from "./serve-authority.ts";

/** Where an authority runs and who may administer it. */
export interface AuthorityOptions {
  /** Holds the intermediate's key, the chain and the journal. */
  readonly directory: string;
  /** 0: any that is free. */
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
  readonly port: number;
  readonly authority: Authority;
  stop(): Promise<void>;
}

/**
 * Opens the folder's issuer and journal and listens.
 *
 * @throws Error when the folder is not complete, is damaged, or another authority works on it
 */
export async function startAuthority(options: AuthorityOptions): Promise<RunningAuthority> {
  const unlock = await lockFolder(options.directory);
  const server = createServer();
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const issuer = await openIssuer(options.directory, options.publicUrl ?? `http://${options.host}:${port}`);
  const journal = await openJournal(join(options.directory, "journal.log"));
  const authority = new Authority({ issuer, journal });
  const adminTokenHash = createHash("sha256").update(options.adminToken).digest();
  const serving = { authority, tell: options.tell };
  const isShared = options.admin === null;
  server.on(
    "request",
    serveAuthority({ ...serving, isPublic: true, adminTokenHash: isShared ? adminTokenHash : null }),
  );
  const servers: Server[] = [server];
  if (options.admin !== null) {
    const { key, certificate: cert } = options.admin;
    const own = serveAuthority({ ...serving, isPublic: false, adminTokenHash });
    const admin = createTlsServer({ key, cert, minVersion: "TLSv1.2" }, own);
    await listen(admin, { host: options.host, port: options.admin.port });
    servers.push(admin);
  }
  const stop = async () => {
    await Promise.all(servers.map(close));
    await authority.stop();
    await unlock();
  };
  return { port, authority, stop };
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
