import { CliError } from "#cli/cli-error.ts";

/** Which of ours a workload wants to act as; left out where the trust rules leave no choice. */
export interface WantedToken {
  readonly serviceAccount?: string;
  /** Scopes with spaces between them; every one that the rule gives when left out. */
  readonly scope?: string;
}

/**
 * Exchanges the identity token of a platform for an access token of at most 15 minutes (RFC 8693 section 2.1).
 *
 * @param origin of the API
 * @throws CliError with the server's reason; the token is in no sentence
 */
export async function exchangeToken(origin: string, subjectToken: string, wanted: WantedToken): Promise<string> {
  const form = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: subjectToken,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  });
  if (wanted.serviceAccount) form.set("service_account", wanted.serviceAccount);
  if (wanted.scope) form.set("scope", wanted.scope);
  // A redirect would carry the token to wherever it points.
  const init = { method: "POST", body: form, redirect: "error" as const };
  const response = await fetch(`${origin}/api/v1/oauth/token`, init).catch((cause: unknown) => {
    throw new CliError(`${origin} does not answer.`, { cause });
  });
  const answer = (await response.json().catch(() => null)) as { access_token?: unknown; detail?: unknown } | null;
  if (response.ok && typeof answer?.access_token === "string") return answer.access_token;
  const detail = typeof answer?.detail === "string" ? answer.detail : `${origin} answered ${response.status}.`;
  throw new CliError(`No token was given for this workload. ${detail}`);
}
