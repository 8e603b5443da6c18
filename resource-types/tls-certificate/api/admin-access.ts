import { AppError } from "#domain/errors/app-error.ts";
import type { BackendConnection } from "#domain/provisioning/resource-type.ts";

/** Where the authority is administered, and by which token. */
export interface AdminAccess {
  /** Without the token. */
  readonly url: URL;
  readonly token: string;
}

const loopback = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/;

/**
 * Reads the admin secret of a back end: `https://TOKEN@host:port`, or `http://` on loopback.
 *
 * @throws settings_invalid without quoting it
 */
export function readAdminAccess({ name, adminSecret }: BackendConnection): AdminAccess {
  const text = adminSecret.use((bytes) => bytes.toString("utf8")).trim();
  const url = URL.canParse(text) ? new URL(text) : null;
  const problem = problemOf(url);
  if (url === null || problem !== null) {
    throw new AppError("settings_invalid", `The admin secret of back end ${name} ${problem}.`);
  }
  const token = decodeURIComponent(url.password === "" ? url.username : url.password);
  url.username = "";
  url.password = "";
  return { url, token };
}

function problemOf(url: URL | null): string | null {
  if (url === null || !/^https?:$/.test(url.protocol)) return "is no URL https://TOKEN@host:port";
  if (url.username === "" && url.password === "") return "has no token: https://TOKEN@host:port";
  if (url.protocol === "http:" && !loopback.test(url.hostname)) return "must be https:// beyond this machine";
  return null;
}
