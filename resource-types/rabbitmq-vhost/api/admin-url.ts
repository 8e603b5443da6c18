import { AppError } from "#domain/errors/app-error.ts";
import type { BackendConnection } from "#domain/provisioning/resource-type.ts";

/** Where the management API is and who asks it. */
export interface AdminLogin {
  /** Origin and path prefix, without a slash at its end. */
  readonly base: string;
  readonly username: string;
  /** The `Authorization` header. */
  readonly authorization: string;
}

/**
 * Reads the admin's URL, `http://USER:PASSWORD@HOST:PORT` or `https://`, optionally with a path prefix.
 *
 * The password is text here, so this is one of the listed places where a secret is a string.
 * @throws settings_invalid when the secret is no such URL or names nobody
 */
export function readAdminUrl({ name, adminSecret }: BackendConnection): AdminLogin {
  const text = adminSecret.use((bytes) => bytes.toString("utf8")).trim();
  const url = /^https?:\/\/./.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.username === "" || url.search !== "" || url.hash !== "") {
    throw new AppError(
      "settings_invalid",
      `The admin secret of back end ${name} is not a URL such as http://USER:PASSWORD@HOST:15672.`,
    );
  }
  const username = decodeURIComponent(url.username);
  return {
    base: `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}`,
    username,
    authorization: basicAuthorization(username, decodeURIComponent(url.password)),
  };
}

/** The header of HTTP's basic authentication (RFC 7617). */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
}
