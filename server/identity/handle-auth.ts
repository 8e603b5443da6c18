import { AppError } from "#domain/errors/app-error.ts";
import type { SignInContext } from "#server/identity/sign-in-context.ts";
import { providerId } from "#server/adapters/oidc/run-next-auth.ts";
import { assertOwnHost } from "#server/http/assert-own-host.ts";
import { assertSameOrigin } from "#server/http/assert-same-origin.ts";
import { problemResponse, toAppError } from "#server/http/problem.ts";
import { requestIdOf } from "#server/http/request-id.ts";
import { finishSignIn } from "#server/identity/finish-sign-in.ts";
import { safeReturnPath } from "#server/identity/safe-return-path.ts";
import { signOut } from "#server/identity/sign-out.ts";
import { startSignIn } from "#server/identity/start-sign-in.ts";

/**
 * Answers everything below `/api/auth`: `POST signin/oidc` and `POST signout` from forms of our own pages, and
 * `GET callback/oidc` from the issuer. Nothing else of the library behind it is reachable.
 */
export async function handleAuth(ctx: SignInContext, request: Request): Promise<Response> {
  const requestId = requestIdOf(request);
  const url = new URL(request.url);
  let response: Response;
  try {
    assertOwnHost(request, ctx.settings.LATCHKEY_PUBLIC_URL);
    response = await answer(ctx, request, url);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.status >= 500) ctx.log.error({ err: error.cause ?? error, requestId }, "sign-in failed");
    response = problemResponse(error, { requestId, instance: url.pathname });
  }
  response.headers.set("cache-control", "no-store");
  response.headers.set("x-request-id", requestId);
  return response;
}

async function answer(ctx: SignInContext, request: Request, url: URL): Promise<Response> {
  const [action, provider] = url.pathname.split("/").slice(3);
  switch (`${request.method} ${action}/${provider ?? ""}`) {
    case `POST signin/${providerId}`:
      return startSignIn(ctx, request, await ownForm(ctx, request));
    case `GET callback/${providerId}`:
      return finishSignIn(ctx, request, url);
    case "POST signout/":
      return signOut(ctx, request, await ownForm(ctx, request));
    case "GET signin/":
    case `GET signin/${providerId}`: {
      const callbackUrl = safeReturnPath(url.searchParams.get("callbackUrl"));
      const location = `/sign-in?${new URLSearchParams({ callbackUrl }).toString()}`;
      return new Response(null, { status: 303, headers: { location } });
    }
    default:
      throw new AppError("not_found", "There is nothing at this address.");
  }
}

const formCharactersMax = 8_192;

/** Reads a form that one of our own pages sent; signing somebody in or out from another site is refused. */
async function ownForm(ctx: SignInContext, request: Request): Promise<URLSearchParams> {
  assertSameOrigin(request, ctx.settings.LATCHKEY_PUBLIC_URL);
  if (Number(request.headers.get("content-length") ?? 0) > formCharactersMax) {
    throw new AppError("payload_too_large", "The form is too large.");
  }
  const text = await request.text();
  if (text.length > formCharactersMax) throw new AppError("payload_too_large", "The form is too large.");
  return new URLSearchParams(text);
}
