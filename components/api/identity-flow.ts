import { z } from "zod";

const flowAnswer = z.object({ url: z.string() });

/**
 * Begins the sign-in at the issuer or ends the session, and gives the address the browser must go to next.
 *
 * @param prompt `login`: asked again who one is, even where the issuer remembers
 * @throws when the server does not answer as expected
 */
export async function identityFlow(
  flow: "signin/oidc" | "signout",
  callbackUrl: string,
  prompt?: "login",
): Promise<string> {
  const response = await fetch(`/api/auth/${flow}`, {
    method: "POST",
    body: new URLSearchParams({ callbackUrl, json: "true", ...(prompt !== undefined && { prompt }) }),
  });
  return flowAnswer.parse(await response.json()).url;
}
