import { z } from "zod";

const flowAnswer = z.object({ url: z.string() });

/**
 * Begins the sign-in at the issuer or ends the session, and gives the address the browser must go to next.
 *
 * @throws when the server does not answer as expected
 */
export async function identityFlow(flow: "signin/oidc" | "signout", callbackUrl: string): Promise<string> {
  const response = await fetch(`/api/auth/${flow}`, {
    method: "POST",
    body: new URLSearchParams({ callbackUrl, json: "true" }),
  });
  return flowAnswer.parse(await response.json()).url;
}
