import { connect, createServer, type AddressInfo } from "node:net";

/** Stands before an HTTP service and loses answers: each connection is cut when the first byte of its answer arrives. */
export interface LossyProxy extends AsyncDisposable {
  readonly url: string;
  /** Answers that were on their way when the connection was cut. */
  readonly lost: () => number;
}

/** Starts a lossy proxy before the service at `serviceUrl`; requests arrive whole, no answer ever does. */
export async function startLossyProxy(serviceUrl: string): Promise<LossyProxy> {
  const target = new URL(serviceUrl);
  let lost = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    client.pipe(upstream);
    upstream.once("data", () => {
      lost += 1;
      client.destroy();
      upstream.destroy();
    });
    client.on("error", () => upstream.destroy());
    upstream.on("error", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lost: () => lost,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
