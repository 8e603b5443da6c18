import type { DeviceChange } from "./page-state.ts";

/** Where the page is, and where it comes back to after a sign-in. */
export type PagePlace =
  | { readonly kind: "grant"; readonly grantId: string }
  | {
      readonly kind: "devices";
      /** The grant that its reader came from and can go back to. */
      readonly grantId: string | null;
      /** What they pressed before they had to sign in; done once the same person is back. */
      readonly unfinished: { readonly change: DeviceChange; readonly subject: string } | null;
    };

/** Reads the place from the path of the address; the callback's is that of no grant. */
export function placeOf(pathname: string): PagePlace {
  if (pathname === "/devices") return { kind: "devices", grantId: null, unfinished: null };
  return { kind: "grant", grantId: pathname.startsWith("/g/") ? decodeURIComponent(pathname.slice(3)) : "" };
}

/** Gives the path that leads to a place. */
export function pathOf(place: PagePlace): string {
  if (place.kind === "devices") return "/devices";
  return place.grantId === "" ? "/callback" : `/g/${encodeURIComponent(place.grantId)}`;
}
