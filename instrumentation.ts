/** Runs once when the web process starts, before its first call. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { stampPeerAddress } = await import("#server/http/peer-address.ts");
  const { mendIncoming } = await import("#server/http/mend-incoming.ts");
  const { limitConnections } = await import("#server/http/limit-connections.ts");
  limitConnections();
  stampPeerAddress();
  mendIncoming();
}
