"use client";

import { SomethingBroke } from "#components/patterns/something-broke.tsx";

/** A page that failed, within the frame. */
export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  return <SomethingBroke error={error} retry={retry} />;
}
