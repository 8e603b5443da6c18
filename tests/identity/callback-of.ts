import { TestBrowser } from "#tests/identity/test-browser.ts";

/**
 * Follows an authorization address to the embedded issuer's cards, picks a persona, and gives the address that the
 * browser would come back to, without calling it.
 */
export async function callbackOf(url: string, persona: string): Promise<string> {
  const browser = new TestBrowser("http://client.invalid", async () => new Response());
  const go = async (address: string, response: Response): Promise<string> => {
    const location = response.headers.get("location");
    if (location === null) return address;
    const next = new URL(location, address).href;
    return next.includes("/callback?") ? next : go(next, await browser.visit(next));
  };
  const page = await go(url, await browser.visit(url));
  if (!page.includes("/interaction/")) return page;
  return go(page, await browser.visit(page, { form: { persona } }));
}
