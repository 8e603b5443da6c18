import { Agent, type RequestOptions } from "node:https";
import type { Secret } from "#domain/credentials/secret.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { BackendConnection } from "#domain/provisioning/resource-type.ts";
import type { KubernetesBackendSettings } from "../backend-settings.ts";
import { readAdminAccess } from "./read-admin-access.ts";
import { sendCall, type ApiAnswer, type ApiOrder } from "./send-call.ts";

/** Sends one call and gives the answer, whatever its status. */
export type Send = (order: ApiOrder) => Promise<ApiAnswer>;

/** The API server as the admin sees it, and a door for tokens. */
export interface Cluster {
  readonly send: Send;
  /** Where tenants find the API server, and the base64 of its certificate authority. */
  readonly tenantServer: string;
  readonly certificateAuthorityData: string;
  /** Sends calls with a token and nothing of the admin's, to the address that tenants use. */
  as(token: Secret): Send;
  close(): void;
}

interface ClusterOptions {
  readonly backend: BackendConnection;
  readonly settings: KubernetesBackendSettings;
  readonly signal: AbortSignal;
}

/**
 * Opens the API server of a back end for one call of the type; every request ends when `signal` aborts.
 *
 * @throws aborted, settings_invalid, backend_refused
 */
export async function openCluster({ backend, settings, signal }: ClusterOptions): Promise<Cluster> {
  if (signal.aborted) throw new AppError("aborted", "The work on the cluster was stopped.");
  const access = await readAdminAccess(backend, settings);
  const { certificateAuthority: ca } = access;
  // The name to check may differ from the address; it is the same for whoever calls that address.
  const servername = access.tenantServer === access.server ? access.options.servername : undefined;
  const tenantAgent = new Agent({ keepAlive: true, maxSockets: 2, servername, ...(ca === "" ? {} : { ca }) });
  const adminAgent = keepAlive(access.options);
  const admin = { ...access.options, agent: adminAgent };
  return {
    send: (order) => sendCall(order, { server: access.server, options: admin, signal }),
    tenantServer: access.tenantServer,
    certificateAuthorityData: Buffer.from(ca).toString("base64"),
    as: (token) => (order) => {
      const headers = { authorization: `Bearer ${token.use((bytes) => bytes.toString("latin1"))}` };
      return sendCall(order, { server: access.tenantServer, options: { agent: tenantAgent, headers }, signal });
    },
    close: () => {
      adminAgent.destroy();
      tenantAgent.destroy();
    },
  };
}

/** The agent of the kubeconfig; one that uses no proxy is made anew so that it keeps connections for this call. */
function keepAlive(options: RequestOptions): Agent {
  const given = options.agent;
  if (given instanceof Agent && given.constructor !== Agent) return given;
  const { ca, cert, key, pfx, passphrase, servername } = options;
  return new Agent({ keepAlive: true, maxSockets: 2, ca, cert, key, pfx, passphrase, servername });
}
