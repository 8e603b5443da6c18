import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { CliError } from "#cli/cli-error.ts";
import { callbackPage, pageHeaders, type PageWords } from "#cli/login/callback-page.ts";

/** The one answer of the issuer that belongs to a sign-in, and the way to tell its person what came of it. */
export interface Callback {
  readonly url: URL;
  show(words: PageWords): Promise<void>;
}

/** A loopback address that waits for the issuer's answer. */
export interface CallbackListener {
  readonly redirectUri: string;
  /** @throws CliError when `milliseconds` have passed */
  received(milliseconds: number): Promise<Callback>;
  close(): void;
}

const path = "/callback";

/**
 * Listens on 127.0.0.1 for the browser that comes back from the issuer (RFC 8252, section 7.3).
 *
 * Taken is the first GET of `/callback` under exactly this Host with exactly this `state`, once. Whatever else calls,
 * a page that tries ports, a name that was pointed at this machine, the same answer again, is refused and changes
 * nothing: the sign-in goes on waiting.
 * @param port 0: any that is free
 */
export async function listenForCallback(state: string, port: number): Promise<CallbackListener> {
  const taken = Promise.withResolvers<Callback>();
  let isTaken = false;
  const server = createServer((req, res) => {
    const url = URL.parse(req.url ?? "", redirectUri);
    const refusal = refusalOf(req, url, host);
    if (refusal !== null) return refuse(res, refusal);
    if (url === null || !isState(url, state)) return refuse(res, 400);
    if (isTaken) return refuse(res, 410);
    isTaken = true;
    taken.resolve({ url, show: (words) => show(res, words) });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  }).catch((cause: NodeJS.ErrnoException) => {
    throw new CliError(`Port ${port} of 127.0.0.1 cannot be had: ${cause.message}.`, { cause });
  });
  const address = server.address();
  const host = `127.0.0.1:${typeof address === "object" && address !== null ? address.port : port}`;
  const redirectUri = `http://${host}${path}`;
  return {
    redirectUri,
    received: (milliseconds) => inTime(taken.promise, milliseconds),
    close: () => {
      server.close();
      // A browser keeps connections open, also ones that it never used: none may keep this process alive.
      server.closeAllConnections();
    },
  };
}

function refusalOf(req: IncomingMessage, url: URL | null, host: string): number | null {
  if (req.headers.host !== host) return 421;
  if (url === null || url.origin !== `http://${host}` || url.pathname !== path) return 404;
  return req.method === "GET" ? null : 405;
}

function isState(url: URL, state: string): boolean {
  const [given = "", ...more] = url.searchParams.getAll("state");
  const [one, other] = [Buffer.from(given), Buffer.from(state)];
  return more.length === 0 && one.length === other.length && timingSafeEqual(one, other);
}

function refuse(res: ServerResponse, status: number): void {
  const words = { title: "Nothing was done", text: "This is no answer to a sign-in of this command line." };
  res.writeHead(status, pageHeaders).end(callbackPage(words));
}

/** Resolves when the page is out, or the browser is gone: nobody waits for one that left before. */
function show(res: ServerResponse, words: PageWords): Promise<void> {
  return new Promise((resolve) => {
    if (res.closed || res.destroyed) return resolve();
    res.once("close", resolve);
    res.writeHead(200, pageHeaders).end(callbackPage(words));
  });
}

async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new CliError(`Nobody signed in within ${Math.round(milliseconds / 1000)} s. Nothing was changed.`));
  }, milliseconds);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
