/** What somebody asked for in a channel. */
export interface Order {
  /** A word for the kind of thing, e.g. `postgres`. */
  readonly kind: string;
  readonly name: string;
  /** Who will receive it. */
  readonly email: string;
  readonly environment: string;
}

/**
 * Reads `KIND NAME for EMAIL in ENVIRONMENT`, e.g. `postgres orders for dana@example.com in dev`; null for any other
 * text. It reads no more than it needs: whether a name, a person or an environment is good is Latchkey's to say.
 */
export function parseMessage(text: string): Order | null {
  const match =
    /^\s*([a-z][a-z-]{1,30}) ([a-z0-9-]{1,60}) for (\S{3,200}@\S{1,200}) in ([a-z][a-z0-9-]{0,30})\s*$/.exec(text);
  if (match === null) return null;
  const [, kind = "", name = "", email = "", environment = ""] = match;
  return { kind, name, email, environment };
}
