interface Load {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: () => string;
  readonly clients: number;
  readonly seconds: number;
}

/** What a load measured: answers per second, and the milliseconds of each. */
export interface LoadFigures {
  readonly perSecond: number;
  readonly latencies: readonly number[];
}

/** Posts as fast as the answers come, from `clients` clients at a time, for `seconds`. Anything but 201 is an error. */
export async function postLoad({ url, headers, body, clients, seconds }: Load): Promise<LoadFigures> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  const end = startedAt + seconds * 1000;
  const client = async () => {
    while (performance.now() < end) {
      const sentAt = performance.now();
      const response = await fetch(url, { method: "POST", headers, body: body() });
      const text = await response.text();
      if (response.status !== 201) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`);
      latencies.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { perSecond: latencies.length / ((performance.now() - startedAt) / 1000), latencies };
}
