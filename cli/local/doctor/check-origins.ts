import { reasonOf, type Finding, type Patient } from "#cli/local/doctor/finding.ts";

const answerMs = 3000;

/** Looks whether web and reveal are ready to serve. */
export async function checkOrigins({ settings }: Patient): Promise<Finding[]> {
  return Promise.all([
    probe("web", `${settings.LATCHKEY_PUBLIC_URL}/readyz`),
    probe("reveal", `${settings.LATCHKEY_REVEAL_URL}/readyz`),
  ]);
}

async function probe(subject: string, url: string): Promise<Finding> {
  const cure = "Start it; if it runs, its log says why it is not ready.";
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(answerMs) });
    if (response.ok) return { level: "ok", subject, message: `${url} is ready` };
    return { level: "fail", subject, message: `${url} answers ${response.status}`, cure };
  } catch (error) {
    const reason = reasonOf(error instanceof Error && error.cause instanceof Error ? error.cause : error);
    return { level: "fail", subject, message: `${url} does not answer: ${reason}`, cure };
  }
}
