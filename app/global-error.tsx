"use client";

import "./globals.css";
import { SomethingBroke } from "#components/patterns/something-broke.tsx";
import { BarePage } from "#components/shell/bare-page.tsx";

/** The last resort: the document itself failed. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <BarePage>
          <SomethingBroke error={error} retry={retry} />
        </BarePage>
      </body>
    </html>
  );
}
