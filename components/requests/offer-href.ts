/** What an address ends in that opens the offer of less on a request's page. */
export const offerHash = "#offer";

/** The address of a request's page with the offer of less open. */
export function offerHref(id: string): string {
  return `/requests/${encodeURIComponent(id)}${offerHash}`;
}
