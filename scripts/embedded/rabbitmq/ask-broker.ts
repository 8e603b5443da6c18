import { z } from "zod";

const patienceMs = 3000;
const overviewSchema = z.object({ rabbitmq_version: z.string() });

/** Asks a management API for its broker's version and leaves; gives why that failed, without the URL, or null. */
export async function askBroker(text: string): Promise<string | null> {
  const url = /^https?:\/\/[^/]/.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.username === "") return "it is not a URL such as http://USER:PASSWORD@HOST:15672";
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  try {
    const answer = await fetch(`${url.origin}${url.pathname.replace(/\/+$/, "")}/api/overview`, {
      headers: { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` },
      signal: AbortSignal.timeout(patienceMs),
    });
    if (answer.status === 401) return "it refuses the user name or password";
    const body: unknown = answer.ok ? await answer.json() : null;
    return overviewSchema.safeParse(body).success ? null : "what answers there is no management API of a RabbitMQ";
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? cause.code : "";
  if (code === "ECONNREFUSED") return "nothing listens there";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "the host name is unknown";
  if (error instanceof SyntaxError) return "what answers there is no management API of a RabbitMQ";
  // Its authority may be known to the worker by sslRootCertFile, which this look does not read.
  if (typeof code === "string" && /CERT|SELF_SIGNED|UNABLE_TO/.test(code)) return "its certificate is not trusted here";
  return "it does not answer";
}
