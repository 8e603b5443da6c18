import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type TLSSocket } from "node:tls";
import type { KeyObject } from "node:crypto";
import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import type { KnownCertificate } from "./api/open-client.ts";
import { mapTransportError } from "./api/map-authority-error.ts";
import type { Trust } from "./read-trust.ts";

const patienceMs = 10_000;

/**
 * Lets a TLS server of this process show the certificate to a TLS client that trusts the root alone, under each name.
 *
 * @throws verification_failed when the client does not accept it, aborted
 */
export async function probeHandshake(
  certificate: Pick<KnownCertificate, "certificate" | "dnsNames">,
  key: KeyObject,
  { trust, signal }: { readonly trust: Trust; readonly signal: AbortSignal },
): Promise<Receipt> {
  const chain = certificate.certificate + trust.issuerPem;
  const pem = key.export({ type: "pkcs8", format: "pem" });
  const server = createServer({ key: pem, cert: chain, minVersion: "TLSv1.2" }, (socket) => socket.end());
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  try {
    await once(server, "listening", { signal });
    const { port } = server.address() as AddressInfo;
    const protocols: (string | null)[] = [];
    for (const name of certificate.dnsNames) {
      protocols.push(await shakeHands(port, name.replace(/^\*/, "probe"), { root: trust.rootPem, signal }));
    }
    return { accepted: certificate.dnsNames, protocol: protocols[0] ?? null };
  } catch (error) {
    if (signal.aborted) throw mapTransportError(error, signal);
    const reason = error instanceof Error ? error.message : "unknown";
    throw new AppError("verification_failed", `A TLS client did not accept the certificate: ${reason}.`, {
      cause: error,
    });
  } finally {
    server.close();
  }
}

async function shakeHands(port: number, servername: string, { root, signal }: { root: string; signal: AbortSignal }) {
  const socket: TLSSocket = connect({ port, host: "127.0.0.1", servername, ca: root, minVersion: "TLSv1.2" });
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    await once(socket, "secureConnect", { signal: limit });
    return socket.getProtocol();
  } finally {
    socket.destroy();
  }
}
