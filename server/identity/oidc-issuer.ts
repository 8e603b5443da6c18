import { AppError } from "#domain/errors/app-error.ts";
import type { Settings } from "#server/settings.ts";

type IssuerSettings = Pick<Settings, "OIDC_ISSUER" | "IDP_PORT" | "LATCHKEY_PUBLIC_URL">;

/**
 * The issuer whose tokens this installation accepts: `OIDC_ISSUER`, else embedded mode's own on loopback.
 *
 * @throws settings_invalid when `OIDC_ISSUER` is plain http beyond loopback, or missing while the public URL is no loopback
 */
export function oidcIssuer(settings: IssuerSettings): string {
  const configured = settings.OIDC_ISSUER;
  if (configured === undefined) {
    if (isLoopbackUrl(settings.LATCHKEY_PUBLIC_URL)) return embeddedIssuer(settings);
    throw new AppError("settings_invalid", "Set OIDC_ISSUER: LATCHKEY_PUBLIC_URL is not a loopback address.");
  }
  if (!URL.canParse(configured)) throw new AppError("settings_invalid", "OIDC_ISSUER is not a URL.");
  if (new URL(configured).protocol === "https:" || isLoopbackUrl(configured)) return configured;
  throw new AppError("settings_invalid", "OIDC_ISSUER must be an https URL.");
}

/** The identifier of embedded mode's own issuer. */
export function embeddedIssuer(settings: Pick<Settings, "IDP_PORT">): string {
  return `http://127.0.0.1:${settings.IDP_PORT}`;
}

/** True while embedded mode's own issuer is the one in force. */
export function isEmbeddedIssuer(settings: IssuerSettings): boolean {
  return oidcIssuer(settings) === embeddedIssuer(settings);
}

/** True for an http URL of this very machine. */
export function isLoopbackUrl(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/.test(hostname);
}
