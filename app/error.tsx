"use client";

import { SomethingBroke } from "#components/patterns/something-broke.tsx";
import { BarePage } from "#components/shell/bare-page.tsx";

/** A page that failed together with its frame. */
export default function FrameError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <BarePage>
      <SomethingBroke error={error} retry={retry} />
    </BarePage>
  );
}
