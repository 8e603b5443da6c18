import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const tokens = readFileSync(new URL("../../../components/tokens.css", import.meta.url), "utf8");
const styles = readFileSync(new URL("./page.css", import.meta.url), "utf8");
const style = `${tokens}\n${styles}`;
const styleHash = createHash("sha256").update(style).digest("base64");

/** Where the pages get their typeface from. */
export const fontPath = "/assets/atkinson-hyperlegible-next.woff2";

/** Text that is safe between tags and inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A whole document of the demo issuer around `main`, which is trusted HTML. */
export function renderPage(title: string, main: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
}

/**
 * Headers of such a document: nothing but its own style and font loads, no script runs, nobody frames it.
 *
 * @param formOrigins where a form of the page may lead to, redirects included
 */
export function pageHeaders(formOrigins: readonly string[] = []): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "font-src 'self'",
    "img-src data:",
    `form-action ${["'self'", ...formOrigins].join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy,
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
  };
}
