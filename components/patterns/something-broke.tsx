"use client";

import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";

/** The page for an error nobody foresaw: what it means, what to try, the reference that finds it in the log. */
export function SomethingBroke({ error, retry }: { error: unknown; retry: () => void }) {
  const reference = referenceOf(error);
  return (
    <div role="alert" className="max-w-prose py-10">
      <h1 className="text-2xl">Something went wrong here</h1>
      <p className="mt-2 text-md text-ink-2">
        The page could not be shown. What you asked for before is safe: nothing is half done because a page failed.
      </p>
      {reference && (
        <p className="mt-2 text-sm text-ink-3">
          Reference <code>{reference}</code>
        </p>
      )}
      <div className="mt-5 flex flex-wrap gap-2">
        <Button variant="primary" onClick={retry}>
          Try again
        </Button>
        <ButtonLink href="/">Open the catalog</ButtonLink>
      </div>
    </div>
  );
}

function referenceOf(error: unknown): string | null {
  const digest: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "digest") : null;
  return typeof digest === "string" ? digest : null;
}
