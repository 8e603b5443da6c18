import type { ErrorOut, KoaContextWithOIDC } from "oidc-provider";
import { escapeHtml, pageHeaders, renderPage } from "#scripts/embedded/idp/page.ts";

/** Answers a sign-in that cannot go on with a page that says why, in the issuer's own looks. */
export function renderProblemPage(ctx: KoaContextWithOIDC, out: ErrorOut): void {
  ctx.set(pageHeaders());
  ctx.body = problemPage(out.error_description ?? out.error);
}

/** The document of such a page. */
export function problemPage(reason: string): string {
  return renderPage(
    "Sign-in stopped · Latchkey demo issuer",
    `<header>
<p class="issuer">Demo issuer of embedded mode</p>
<h1>This sign-in cannot go on</h1>
<p class="lead">Go back to Latchkey and start again.</p>
</header>
<p class="reason">${escapeHtml(reason)}</p>`,
  );
}
