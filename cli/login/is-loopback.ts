/** True for an http address of this very machine: what is sent there passes no wire. */
export function isLoopback(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/.test(hostname);
}
