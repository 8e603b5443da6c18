import { getWebContext } from "#server/context.ts";
import { handleAuth } from "#server/identity/handle-auth.ts";

export const dynamic = "force-dynamic";

/** Takes the issuer's callback. */
export async function GET(request: Request): Promise<Response> {
  return handleAuth(await getWebContext(), request);
}

/** Starts a sign-in, ends a session. */
export async function POST(request: Request): Promise<Response> {
  return handleAuth(await getWebContext(), request);
}
