import { fetchAnswer } from "#cli/fetch-answer.ts";
import { exchangeTokenRoute } from "#domain/contracts/routes/exchange-token.ts";

/** Which of ours a workload wants to act as; left out where the trust rules leave no choice. */
interface WantedToken {
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
  const body = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: subjectToken,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  });
  if (wanted.serviceAccount) body.set("service_account", wanted.serviceAccount);
  if (wanted.scope) body.set("scope", wanted.scope);
  const answer = await fetchAnswer(exchangeTokenRoute, `${origin}/api/v1/oauth/token`, { body });
  return answer.access_token;
}
