import { AppError } from "#domain/errors/app-error.ts";

/** Where the queue lives, read from `REDIS_URL`. */
export interface RedisPlace {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly db: number;
  /** Present for `rediss:`; the server's certificate is checked against the authorities that Node trusts. */
  readonly tls?: object;
  /** Begins every key; two installations on one database need different ones. */
  readonly prefix: string;
}

const defaultPort = 6379;
const defaultPrefix = "latchkey";
const prefixPattern = /^[a-z0-9][a-z0-9._-]{0,63}$/i;
const databasePattern = /^\/?(\d{0,4})$/;

/**
 * Reads `redis://[user[:password]@]host[:port][/database][?prefix=latchkey]`, or `rediss://` for TLS.
 *
 * @throws settings_invalid for anything else, in a sentence that never holds the URL or a part of it
 */
export function parseRedisUrl(text: string): RedisPlace {
  const url = URL.parse(text);
  if (url === null || !["redis:", "rediss:"].includes(url.protocol) || url.hostname === "") {
    throw invalid("it has to be a URL that begins with redis:// or rediss:// and names a host");
  }
  const database = databasePattern.exec(url.pathname)?.[1];
  if (database === undefined) throw invalid("its path has to be the number of a database, such as /0");
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? defaultPort : Number(url.port),
    ...(url.username !== "" && { username: decode(url.username) }),
    ...(url.password !== "" && { password: decode(url.password) }),
    db: Number(database),
    ...(url.protocol === "rediss:" && { tls: {} }),
    prefix: readPrefix(url.searchParams),
  };
}

function readPrefix(query: URLSearchParams): string {
  if ([...query.keys()].some((key) => key !== "prefix")) throw invalid("the only parameter it may have is prefix");
  const prefix = query.get("prefix") ?? defaultPrefix;
  if (!prefixPattern.test(prefix)) {
    throw invalid("its prefix has to be 1 to 64 letters, digits, dots, dashes or underscores");
  }
  return prefix;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid("its user or password is not percent-encoded as it has to be");
  }
}

function invalid(reason: string): AppError {
  return new AppError("settings_invalid", `The setting REDIS_URL is not valid: ${reason}.`);
}
