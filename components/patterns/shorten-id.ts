const headCharacters = 10;
const tailCharacters = 6;

/** Shortens an id in its middle, e.g. `req_01m857…8516fe`; short ones stay whole. */
export function shortenId(id: string): string {
  if (id.length <= headCharacters + tailCharacters + 1) return id;
  return `${id.slice(0, headCharacters)}…${id.slice(-tailCharacters)}`;
}
