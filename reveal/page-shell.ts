import type { PageAsset } from "#reveal/page-assets.ts";

/**
 * The one document of the reveal origin, the same for every path, grant and visitor: it holds no name, no state and no
 * token. What a browser without the needed features sees is part of it and shows itself when no script takes over.
 */
export function pageShell(nonce: string, assets: ReadonlyMap<string, PageAsset>): string {
  const integrity = (name: string) => assets.get(name)?.integrity ?? "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>Reveal · Latchkey</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/page.css" nonce="${nonce}" integrity="${integrity("page.css")}">
<script type="module" src="/assets/page.js" nonce="${nonce}" integrity="${integrity("page.js")}"></script>
</head>
<body>
<div id="page"><main>
<section class="card late">
<h1>This page needs a current browser</h1>
<p>It makes a key inside your browser, so that the credential can be opened here and nowhere else. Turn JavaScript on,
or open the link in a current Chrome, Edge, Firefox or Safari. Nothing has been used up.</p>
</section>
</main></div>
</body>
</html>
`;
}
