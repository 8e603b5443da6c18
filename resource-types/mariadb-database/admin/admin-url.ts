import { AppError } from "#domain/errors/app-error.ts";
import type { BackendConnection } from "#domain/provisioning/resource-type.ts";

/** Where the admin logs in and as whom. */
export interface AdminLogin {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

/**
 * Reads the admin's URL, `mariadb://USER:PASSWORD@HOST:PORT` or the same with `mysql://`; what stands behind a `?` is
 * for `readBackendSettings`.
 *
 * The client takes text only, so this is one of the listed places where a secret is a string.
 * @throws settings_invalid when the secret is no such URL
 */
export function readAdminUrl({ name, adminSecret }: BackendConnection): AdminLogin {
  const text = adminSecret.use((bytes) => bytes.toString("utf8")).trim();
  const url = /^(mariadb|mysql):\/\/./.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.hostname === "" || url.username === "") {
    throw new AppError(
      "settings_invalid",
      `The admin secret of back end ${name} is not a mariadb:// or mysql:// URL with a user.`,
    );
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? 3306 : Number(url.port),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
}
