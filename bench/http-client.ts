import { Agent, request } from "node:http";

/** An answer, and how long it took from the call to its last byte. */
export interface TimedAnswer {
  readonly text: string;
  readonly ms: number;
}

/** Posts over connections that stay open, at the least cost to the processors that the measured process shares. */
export interface HttpClient extends Disposable {
  /** @throws for any status but 2xx */
  post(url: string, call?: { headers?: Readonly<Record<string, string>>; body?: string }): Promise<TimedAnswer>;
}

/** Opens a client of at most `connections` connections. */
export function openHttpClient(connections: number): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    post: (url, { headers = {}, body = "" } = {}) =>
      new Promise((resolve, reject) => {
        const sentAt = performance.now();
        const length = { "content-length": Buffer.byteLength(body) };
        const call = request(url, { agent, method: "POST", headers: { ...headers, ...length } }, (res) => {
          const chunks: Buffer[] = [];
          res.on("data", (chunk: Buffer) => chunks.push(chunk));
          res.on("error", reject);
          res.on("end", () => {
            const ms = performance.now() - sentAt;
            const text = Buffer.concat(chunks).toString();
            if (Math.floor((res.statusCode ?? 0) / 100) === 2) resolve({ text, ms });
            else reject(new Error(`${url} answered ${res.statusCode}: ${text.slice(0, 300)}`));
          });
        });
        call.on("error", reject);
        call.end(body);
      }),
    [Symbol.dispose]: () => agent.destroy(),
  };
}
