import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { decodeBase64, TransitError, TransitKey } from "#tests/vault-double/transit-key.ts";

/** Exact paths and what a token may do on them, as an ACL policy has it. */
export type Policy = Readonly<Record<string, readonly string[]>>;

/** What the server does instead of answering as it should. */
export type VaultTrouble = "none" | "sealed" | "silent" | "redirect" | "standby" | "old_words" | "nonsense";

/** A stand-in for Vault's HTTP API, as strict as its documentation. */
export interface VaultDouble extends AsyncDisposable {
  readonly url: string;
  readonly key: TransitKey;
  trouble: VaultTrouble;
  /** Calls that were answered, by path. */
  readonly calls: readonly string[];
  createToken(policy: Policy): string;
}

interface Call {
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly token: string;
}

const keyPaths = { encrypt: "transit/encrypt/latchkey", decrypt: "transit/decrypt/latchkey" };

/** Starts it on a free port of loopback, with a transit engine at `transit/` that holds the key `latchkey`. */
export async function startVaultDouble(): Promise<VaultDouble> {
  const key = new TransitKey();
  const policies = new Map<string, Policy>();
  const calls: string[] = [];
  const server = createServer((request, response) => {
    if (double.trouble === "silent") return;
    void answer(request).then(({ status, body }) => {
      const headers = { "content-type": "application/json", "cache-control": "no-store" };
      response.writeHead(status, status === 307 ? { ...headers, location: "http://127.0.0.1:1/" } : headers);
      response.end(double.trouble === "nonsense" ? "<html>" : `${JSON.stringify(body)}\n`);
    });
  });
  async function answer(request: IncomingMessage): Promise<{ status: number; body: object | null }> {
    if (double.trouble === "sealed") return { status: 503, body: { errors: ["Vault is sealed"] } };
    if (double.trouble === "standby") return { status: 429, body: { errors: [] } };
    if (double.trouble === "redirect") return { status: 307, body: null };
    try {
      const call = await readCall(request);
      calls.push(call.path);
      authorize(policies.get(call.token), call.path);
      return { status: 200, body: envelope(perform(key, call, policies.get(call.token) ?? {})) };
    } catch (error) {
      if (!(error instanceof TransitError)) return { status: 500, body: { errors: [String(error)] } };
      // Some versions answer 500 for a tag that does not fit.
      const isOld = double.trouble === "old_words" && error.message.startsWith("cipher:");
      const words = isOld ? `1 error occurred:\n\t* ${error.message}\n\n` : error.message;
      return { status: isOld ? 500 : error.status, body: { errors: [words] } };
    }
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const double: VaultDouble = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    trouble: "none",
    calls,
    createToken: (policy) => {
      const token = `hvs.${randomBytes(24).toString("base64url")}`;
      policies.set(token, policy);
      return token;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return double;
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const body = await text(request);
  const path = (request.url ?? "").replace(/^\/v1\//, "");
  if (path === request.url || path.includes("?")) throw new TransitError("no handler for route", 404);
  const token = request.headers["x-vault-token"];
  if (typeof token !== "string") throw new TransitError("missing client token", 403);
  if (request.headers["x-vault-request"] !== "true") throw new TransitError("missing X-Vault-Request", 412);
  if (request.method !== "POST" && request.method !== "PUT") throw new TransitError("unsupported operation", 405);
  if (request.headers["content-type"] !== "application/json") throw new TransitError("not JSON");
  try {
    return { path, token, body: JSON.parse(body) as Record<string, unknown> };
  } catch {
    throw new TransitError("error parsing JSON");
  }
}

function authorize(policy: Policy | undefined, path: string): void {
  if (policy?.[path]?.includes("update") !== true) throw new TransitError("1 error occurred: permission denied", 403);
}

function perform(key: TransitKey, { path, body }: Call, policy: Policy): object {
  if (path === "sys/capabilities-self") return capabilities(body, policy);
  if (path === keyPaths.encrypt) {
    takeOnly(body, ["plaintext", "associated_data"]);
    const plaintext = decodeBase64(textOf(body, "plaintext"), "failed to base64-decode plaintext");
    return { ciphertext: key.encrypt(plaintext, associatedData(body)), key_version: key.latest };
  }
  if (path === keyPaths.decrypt) {
    takeOnly(body, ["ciphertext", "associated_data"]);
    const ciphertext = textOf(body, "ciphertext");
    if (ciphertext === "") throw new TransitError("missing ciphertext to decrypt");
    return { plaintext: key.decrypt(ciphertext, associatedData(body)).toString("base64") };
  }
  if (/^transit\/(en|de)crypt\/[\w-]+$/.test(path)) throw new TransitError("encryption key not found");
  throw new TransitError("no handler for route", 404);
}

function capabilities(body: Record<string, unknown>, policy: Policy): object {
  takeOnly(body, ["paths"]);
  const paths = body.paths as readonly string[];
  const each = Object.fromEntries(paths.map((path) => [path, policy[path] ?? ["deny"]]));
  return { ...each, capabilities: each[paths[0] ?? ""] };
}

function associatedData(body: Record<string, unknown>): Buffer {
  return decodeBase64(textOf(body, "associated_data"), "failed to base64-decode associated_data");
}

function textOf(body: Record<string, unknown>, name: string): string {
  const value = body[name] ?? "";
  if (typeof value !== "string") throw new TransitError(`error converting input for field "${name}"`);
  return value;
}

/** The real server ignores what it does not know: here a misspelt member is told. */
function takeOnly(body: Record<string, unknown>, names: readonly string[]): void {
  const unknown = Object.keys(body).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new TransitError(`unknown fields: ${unknown.join(", ")}`);
}

function envelope(data: object): object {
  const empty = { lease_id: "", renewable: false, lease_duration: 0, wrap_info: null, warnings: null, auth: null };
  return { request_id: randomBytes(16).toString("hex"), ...empty, data, mount_type: "transit" };
}
