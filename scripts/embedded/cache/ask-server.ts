import { Redis } from "ioredis";

const patienceMs = 3000;

/** Logs in with a `redis://` or `rediss://` URL and leaves; gives why that failed, without the URL, or null. */
export async function askCacheServer(url: string): Promise<string | null> {
  if (!/^rediss?:\/\/[^/]/.test(url) || !URL.canParse(url)) return "it is not a redis:// or rediss:// URL";
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
    retryStrategy: () => null,
    enableReadyCheck: false,
    disableClientInfo: true,
  });
  let reason: unknown;
  client.on("error", (error: unknown) => (reason ??= error));
  try {
    await client.connect();
    await client.client("ID");
    return null;
  } catch (error) {
    return explain(reason ?? error);
  } finally {
    client.disconnect();
  }
}

function explain(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ECONNREFUSED") return "nothing listens there";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "the host name is unknown";
  if (/^(WRONGPASS|NOAUTH)/.test(message)) return "it refuses the user name or password";
  return (message.split("\n")[0] ?? "it does not answer").replace(/[.]$/, "");
}
