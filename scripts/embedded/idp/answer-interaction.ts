import type { IncomingMessage, ServerResponse } from "node:http";
import { errors, type Provider } from "oidc-provider";
import { pageHeaders } from "#scripts/embedded/idp/page.ts";
import { problemPage } from "#scripts/embedded/idp/problem-page.ts";
import { renderSignInPage } from "#scripts/embedded/idp/sign-in-page.ts";
import { personaAcr, personas } from "#server/identity/personas.ts";

const bodyBytesMax = 1024;

/**
 * Shows the persona cards of a sign-in under way (GET) and takes the choice (POST).
 *
 * The sign-in is bound to its browser by a cookie that another site's form does not carry.
 */
export async function answerInteraction(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const interaction = await provider.interactionDetails(request, response);
    const client = await provider.Client.find(String(interaction.params.client_id));
    const action = `/interaction/${interaction.uid}`;
    if (request.method === "POST") {
      const subject = new URLSearchParams(await readForm(request)).get("persona");
      const persona = personas.find((one) => one.subject === subject);
      if (persona === undefined) return answerPage(response, 422, problemPage("There is no such person."));
      const login = { accountId: persona.subject, acr: personaAcr, amr: ["user"] };
      return await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
    }
    // Chromium holds the redirects after a form against its page's policy: the client's origin has to be in it.
    const headers = pageHeaders([new URL(String(interaction.params.redirect_uri)).origin]);
    response.writeHead(200, headers);
    response.end(
      renderSignInPage({
        action,
        client: client?.clientName ?? "Latchkey",
        again: interaction.session?.accountId !== undefined,
      }),
    );
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error;
    answerPage(response, 400, problemPage("It took too long, or it was started in another browser."));
  }
}

function answerPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, pageHeaders());
  response.end(html);
}

async function readForm(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > bodyBytesMax) break;
  }
  return text;
}
