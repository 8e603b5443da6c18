import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { answerCall } from "#tests/kubernetes-double/answer-call.ts";
import { createAuthority } from "#tests/kubernetes-double/authority.ts";
import { runControllers } from "#tests/kubernetes-double/controllers.ts";
import { kindNamed } from "#tests/kubernetes-double/kinds.ts";
import { newMeta } from "#tests/kubernetes-double/new-meta.ts";
import type { ApiRefusal } from "#tests/kubernetes-double/status.ts";
import { createStore, type Store } from "#tests/kubernetes-double/store.ts";
import { createTokens, type Tokens } from "#tests/kubernetes-double/tokens.ts";
import { mastersGroup, type User } from "#tests/kubernetes-double/users.ts";
import { writeKubeconfig } from "#tests/kubernetes-double/write-kubeconfig.ts";

/** How strict or how slow a double is. */
export interface DoubleOptions {
  readonly port?: number;
  /** How late its controllers are; 15 by default. */
  readonly controllerDelayMs?: number;
  /** How long a token that was let in is let in without another look; the real server's is 10 s. 0 by default. */
  readonly tokenCacheMs?: number;
  readonly now?: () => number;
}

/** A Kubernetes API server that keeps objects and runs nothing. */
export interface KubernetesDouble {
  readonly url: string;
  readonly port: number;
  readonly caCertificate: string;
  readonly store: Store;
  /** Bearer token of a superuser. */
  readonly rootToken: string;
  /** A kubeconfig for a token, by default the superuser's. */
  kubeconfig(options?: { readonly token?: string; readonly port?: number }): string;
  /** Signs a user in, as an OIDC issuer would, and gives its token. */
  addUser(user: User): string;
  /** Puts a refusal in front of every call for which `when` gives one; null takes it off. */
  refuseWhen(when: Parameters<typeof answerCall>[0]["refuse"] | null): void;
  readonly tokens: Tokens;
  close(): Promise<void>;
}

/** Starts a double over HTTPS on 127.0.0.1 with an authority of its own. */
export async function startKubernetesDouble(options: DoubleOptions = {}): Promise<KubernetesDouble> {
  const { controllerDelayMs = 15, tokenCacheMs = 0, now = Date.now } = options;
  const authority = createAuthority();
  const store = createStore();
  const tokens = createTokens({ store, now, cacheMs: tokenCacheMs });
  const stopControllers = runControllers(store, controllerDelayMs);
  for (const name of ["default", "kube-system", "kube-public"]) addNamespace(store, name);
  let refuse: (call: { readonly method: string; readonly path: string }) => ApiRefusal | null = () => null;
  const tls = { key: authority.serverKey, cert: authority.serverCertificate };
  const server = createServer(tls, (req, res) => {
    void answerCall({ store, tokens, refuse: (call) => refuse(call) }, req, res);
  });
  server.on("tlsClientError", () => undefined);
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const rootToken = tokens.addUser({ username: "root", groups: [mastersGroup] });
  const { caCertificate } = authority;
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    caCertificate,
    store,
    rootToken,
    tokens,
    kubeconfig: (wanted = {}) =>
      writeKubeconfig({
        server: `https://127.0.0.1:${wanted.port ?? port}`,
        caCertificate,
        token: wanted.token ?? rootToken,
      }),
    addUser: tokens.addUser,
    refuseWhen: (when) => void (refuse = when ?? (() => null)),
    close: async () => {
      stopControllers();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function addNamespace(store: Store, name: string): void {
  const metadata = newMeta({ name, labels: { "kubernetes.io/metadata.name": name } });
  const object = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata,
    spec: { finalizers: ["kubernetes"] },
    status: { phase: "Active" },
  };
  store.keep({ kind: kindNamed("Namespace"), object, managers: [] });
}
