import { ButtonLink } from "#components/ui/button-link.tsx";

/** The one page for what does not exist and for what is not yours to see. */
export function NotHere() {
  return (
    <div className="max-w-prose py-10">
      <p className="font-mono text-sm text-ink-3">404</p>
      <h1 className="mt-1 text-2xl">There is nothing here</h1>
      <p className="mt-2 text-md text-ink-2">
        The address leads to nothing, or to something that is not yours to see. If somebody sent you here, ask them.
      </p>
      <div className="mt-5 flex flex-wrap gap-2">
        <ButtonLink href="/" variant="primary">
          Open the catalog
        </ButtonLink>
        <ButtonLink href="/requests">Your requests</ButtonLink>
      </div>
    </div>
  );
}
