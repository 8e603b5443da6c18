const nameLength = 60;
const addressLength = 80;

/**
 * Says where a session comes from, e.g. `10.0.0.7 (checkout)`, in at most 150 characters on one line.
 *
 * A client chooses its name, so it is text of a stranger: what is not a printable character of one line is a space, and
 * what could turn the direction of the line is left out.
 */
export function plainOrigin(address: string, name: string): string {
  const shown = plain(name, nameLength);
  return shown === "" ? plain(address, addressLength) : `${plain(address, addressLength)} (${shown})`;
}

function plain(text: string, length: number): string {
  const line = text.replaceAll(/\p{Cf}/gu, "").replaceAll(/[\p{C}\p{Z}]+/gu, " ");
  return Array.from(line.trim()).slice(0, length).join("");
}
