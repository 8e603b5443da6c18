import { AppError } from "#domain/errors/app-error.ts";
import type { BackendConnection } from "#domain/provisioning/resource-type.ts";

/** Where the admin logs in and as whom. */
export interface AdminLogin {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly username: string;
  /** Null where the server lets the user in without one. */
  readonly password: string | null;
}

/**
 * Reads the admin's URL, `redis://USER:PASSWORD@HOST:PORT` or `rediss://` for TLS.
 *
 * The password is text here, so this is one of the listed places where a secret is a string.
 * @throws settings_invalid when the secret is no such URL, or names a database other than 0
 */
export function readAdminUrl({ name, adminSecret }: BackendConnection): AdminLogin {
  const text = adminSecret.use((bytes) => bytes.toString("utf8")).trim();
  const url = /^rediss?:\/\/./.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.hostname === "") {
    throw new AppError("settings_invalid", `The admin secret of back end ${name} is not a redis:// or rediss:// URL.`);
  }
  if (!/^\/?0?$/.test(url.pathname)) {
    throw new AppError("settings_invalid", `The admin secret of back end ${name} must name database 0 or none.`);
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? 6379 : Number(url.port),
    isTls: url.protocol === "rediss:",
    username: url.username === "" ? "default" : decodeURIComponent(url.username),
    password: url.password === "" ? null : decodeURIComponent(url.password),
  };
}
