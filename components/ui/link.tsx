import NextLink from "next/link";
import type { ComponentProps } from "react";

/** A link within the product. It fetches nothing ahead: every page is of its moment and of its reader. */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />;
}
