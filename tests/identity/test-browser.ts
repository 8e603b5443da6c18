type Handler = (request: Request) => Promise<Response>;

interface Cookie {
  readonly value: string;
  readonly path: string;
}

/**
 * A browser reduced to what signing in needs: it keeps cookies by host and path and blind to ports, as browsers do, and
 * follows redirects by hand. Calls to `origin` go to `handler`, all others over the network.
 */
export class TestBrowser {
  readonly cookies = new Map<string, Cookie>();
  readonly #origin: string;
  readonly #handler: Handler;

  constructor(origin: string, handler: Handler) {
    this.#origin = origin;
    this.#handler = handler;
  }

  /** Makes one call without following a redirect. */
  async visit(url: string, init: { form?: Record<string, string>; headers?: Record<string, string> } = {}) {
    const target = new URL(url, this.#origin);
    const headers = new Headers({ cookie: this.#cookieHeader(target.pathname), ...init.headers });
    const body = init.form === undefined ? undefined : new URLSearchParams(init.form).toString();
    if (body !== undefined) {
      headers.set("content-type", "application/x-www-form-urlencoded");
      if (!headers.has("origin")) headers.set("origin", target.origin);
    }
    const method = body === undefined ? "GET" : "POST";
    const request = new Request(target, { method, headers, body, redirect: "manual" });
    const response = target.origin === this.#origin ? await this.#handler(request) : await fetch(request);
    for (const line of response.headers.getSetCookie()) this.#keep(line, target.pathname);
    return response;
  }

  /** Follows redirects from a response to `url` until a document answers, and gives that with where it was. */
  async follow(url: string, response: Response): Promise<{ url: string; response: Response }> {
    const location = response.headers.get("location");
    if (location === null) return { url, response };
    const next = new URL(location, url).href;
    if (new URL(next).origin === this.#origin && !next.startsWith(`${this.#origin}/api/auth/`)) {
      return { url: next, response };
    }
    return this.follow(next, await this.visit(next));
  }

  /** Signs in as a persona, from the form of the sign-in page to the page one comes back to. */
  async signIn(persona: string, form: Record<string, string> = {}): Promise<{ url: string; response: Response }> {
    const atCards = await this.startSignIn(form);
    if (!atCards.url.includes("/interaction/")) return atCards;
    return this.follow(atCards.url, await this.visit(atCards.url, { form: { persona } }));
  }

  /** Goes from the form of the sign-in page to wherever the issuer first answers. */
  async startSignIn(form: Record<string, string> = {}): Promise<{ url: string; response: Response }> {
    const started = await this.visit("/api/auth/signin/oidc", { form });
    if (started.status !== 200) return this.follow(`${this.#origin}/sign-in`, started);
    const address = /url=([^"]+)"/.exec(await started.text())?.[1] ?? "";
    const issuerUrl = address.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    return this.follow(issuerUrl, await this.visit(issuerUrl));
  }

  /** The `Cookie` header for a path. */
  #cookieHeader(path: string): string {
    return [...this.cookies]
      .filter(([, cookie]) => path.startsWith(cookie.path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join("; ");
  }

  #keep(line: string, requestPath: string): void {
    const [pair = "", ...attributes] = line.split("; ");
    const name = pair.slice(0, pair.indexOf("="));
    const value = pair.slice(pair.indexOf("=") + 1);
    const attribute = (key: string) =>
      attributes.find((one) => one.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
    const expires = attribute("expires");
    const gone = attribute("max-age") === "0" || (expires !== undefined && new Date(expires).getTime() <= Date.now());
    if (gone) this.cookies.delete(name);
    else this.cookies.set(name, { value, path: attribute("path") ?? requestPath });
  }
}
