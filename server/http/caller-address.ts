import { clientAddress } from "#server/http/client-address.ts";
import { peerAddressOf } from "#server/http/peer-address.ts";
import type { Settings } from "#server/settings.ts";

/** Gives the address that a call came from, as the socket and trusted proxies tell it; null where nothing tells. */
export function callerAddress(request: Request, settings: Pick<Settings, "TRUSTED_PROXIES">): string | null {
  const peer = peerAddressOf(request.headers);
  if (peer === null) return null;
  return clientAddress(peer, request.headers.get("x-forwarded-for"), settings.TRUSTED_PROXIES);
}
