interface Call {
  readonly method: string;
  readonly path: string;
  readonly origin: "LATCHKEY_URL" | "LATCHKEY_REVEAL_URL";
  readonly isSignedIn: boolean;
  readonly takesKey: boolean;
  readonly mediaType: string | null;
  readonly body: unknown;
}

/** Spells a call as a `curl` command for a POSIX shell; `{id}` of its path becomes `$ID`. */
export function spellCurl({ method, path, origin, isSignedIn, takesKey, mediaType, body }: Call): string {
  const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`);
  const parts = [
    `curl${method === "GET" ? "" : ` -X ${method}`} "$${origin}${target}"`,
    ...(isSignedIn ? ['-H "Authorization: Bearer $LATCHKEY_TOKEN"'] : []),
    ...(takesKey ? [`-H "Idempotency-Key: $(uuidgen)"`] : []),
    ...(mediaType === null ? [] : [`-H "Content-Type: ${mediaType}"`]),
    ...(mediaType === null || body === undefined ? [] : [spellBody(mediaType, body)]),
  ];
  return parts.join(" \\\n  ");
}

function spellBody(mediaType: string, body: unknown): string {
  if (mediaType !== "application/x-www-form-urlencoded") return `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`;
  const fields = Object.entries(body as Record<string, unknown>);
  return fields.map(([name, value]) => `--data-urlencode '${name}=${String(value)}'`).join(" \\\n  ");
}
