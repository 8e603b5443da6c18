const httpMillisecondsMax = 5_000;
const bytesMax = 512 * 1024;

/**
 * Fetches a JSON document of at most 512 KB within 5 s, from exactly that address: redirects are not followed.
 *
 * @throws Error whatever goes wrong
 */
export async function fetchBoundedJson(url: string): Promise<unknown> {
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(httpMillisecondsMax) });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(`status ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop ends the transfer.
  for await (const chunk of response.body) {
    length += chunk.length;
    if (length > bytesMax) throw new Error(`more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
