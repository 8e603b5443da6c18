import { readFile } from "node:fs/promises";
import type { RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { AppError } from "#domain/errors/app-error.ts";
import type { BackendConnection } from "#domain/provisioning/resource-type.ts";
import type { KubernetesBackendSettings } from "../backend-settings.ts";

type AccessSettings = Pick<KubernetesBackendSettings, "server" | "caFile">;

/** How the admin reaches the API server, and what tenants are told of it. */
export interface AdminAccess {
  readonly server: string;
  /** Options of `node:https` with the admin's authentication, certificates and agent. */
  readonly options: RequestOptions;
  /** Where tenants find the API server. */
  readonly tenantServer: string;
  /** Certificate authority as PEM; empty when the system's authorities vouch for the server. */
  readonly certificateAuthority: string;
}

/**
 * Reads a kubeconfig, or a bare token with the settings `server` and `caFile`.
 *
 * The client library takes text only, so this is one of the listed places where a secret is a string. It is loaded at
 * the first use: no other process pays for it.
 * @throws settings_invalid when the secret is neither, or the server's certificate would not be checked
 */
export async function readAdminAccess(backend: BackendConnection, settings: AccessSettings): Promise<AdminAccess> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  load(config, backend, settings);
  const cluster = config.getCurrentCluster();
  if (cluster === null || config.getCurrentUser() === null) throw invalid(backend, "has no usable current context");
  if (!cluster.server.startsWith("https://")) throw invalid(backend, "names a server without TLS");
  if (cluster.skipTLSVerify) throw invalid(backend, "does not check the server's certificate");
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options as Parameters<KubeConfig["applyToHTTPSOptions"]>[0]);
  } catch (cause) {
    const text = `The kubeconfig of back end ${backend.name} cannot be used: its files or its sign-in command fail.`;
    throw new AppError("backend_refused", text, { cause });
  }
  const { server } = cluster;
  const certificateAuthority = await readAuthority(config, settings);
  return { server, options, tenantServer: settings.server ?? server, certificateAuthority };
}

function load(config: KubeConfig, backend: BackendConnection, settings: AccessSettings): void {
  const text = backend.adminSecret.use((bytes) => bytes.toString("utf8")).trim();
  if (/^[\w.~+/=-]+$/.test(text)) {
    if (settings.server === undefined) throw invalid(backend, "is a token, which needs settings.server");
    const cluster = { name: "cluster", server: settings.server, skipTLSVerify: false };
    const authority = settings.caFile === undefined ? {} : { caFile: settings.caFile };
    config.loadFromOptions({
      clusters: [{ ...cluster, ...authority }],
      users: [{ name: "admin", token: text }],
      contexts: [{ name: "admin", cluster: "cluster", user: "admin" }],
      currentContext: "admin",
    });
    return;
  }
  try {
    config.loadFromString(text);
  } catch {
    // The parser's message may quote the text.
    throw invalid(backend, "is not a kubeconfig");
  }
}

async function readAuthority(config: KubeConfig, settings: AccessSettings): Promise<string> {
  const cluster = config.getCurrentCluster();
  const file = settings.caFile ?? cluster?.caFile;
  if (settings.caFile === undefined && cluster?.caData) return Buffer.from(cluster.caData, "base64").toString("utf8");
  if (file === undefined) return "";
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new AppError("settings_invalid", `The certificate authority ${file} cannot be read.`, { cause });
  }
}

function invalid(backend: BackendConnection, why: string): AppError {
  return new AppError("settings_invalid", `The admin secret of back end ${backend.name} ${why}.`);
}
