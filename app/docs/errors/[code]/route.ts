import { readErrorPage } from "#server/http/read-error-page.ts";

/** The page that a problem document's `type` refers to. Needs no sign-in: it says nothing about anybody. */
export async function GET(_: Request, context: { params: Promise<{ code: string }> }): Promise<Response> {
  const { code } = await context.params;
  const page = await readErrorPage(code);
  return new Response(page ?? "There is no such error.\n", {
    status: page === null ? 404 : 200,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}
