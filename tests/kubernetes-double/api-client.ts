import { request } from "node:https";
import { asObject, type JsonObject } from "#tests/kubernetes-double/json.ts";
import type { KubernetesDouble } from "#tests/kubernetes-double/kubernetes-double.ts";

/** What a server answered. */
export interface ApiAnswer {
  readonly code: number;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A call: method, path with query, body, and what kind of body. */
export interface ApiOrder {
  readonly method?: string;
  readonly path: string;
  readonly body?: object | string;
  readonly contentType?: string;
  readonly token?: string | null;
}

/** Sends bare calls to a server, as a test wants them, without any client library; the token is the superuser's by default. */
export function apiClient(double: Pick<KubernetesDouble, "url" | "caCertificate" | "rootToken">) {
  return ({ method = "GET", path, body, contentType, token = double.rootToken }: ApiOrder): Promise<ApiAnswer> => {
    const { promise, resolve, reject } = Promise.withResolvers<ApiAnswer>();
    const text = typeof body === "object" ? JSON.stringify(body) : (body ?? "");
    const headers = {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      "content-type": contentType ?? "application/json",
      "user-agent": "test/1.0",
      // Node sends the body of a DELETE without any length of its own accord.
      "content-length": Buffer.byteLength(text),
    };
    const req = request(`${double.url}${path}`, { method, headers, ca: double.caCertificate, agent: false }, (res) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk: Buffer) => chunks.push(chunk));
      res.on("end", () => {
        const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
        resolve({ code: res.statusCode ?? 0, body: asObject(parsed), headers: res.headers });
      });
    });
    req.on("error", reject);
    req.end(text);
    return promise;
  };
}
