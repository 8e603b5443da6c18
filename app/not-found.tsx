import { NotHere } from "#components/patterns/not-here.tsx";
import { BarePage } from "#components/shell/bare-page.tsx";

/** An address that no page has. */
export default function NotFound() {
  return (
    <BarePage>
      <NotHere />
    </BarePage>
  );
}
