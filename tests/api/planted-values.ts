const prefixLength = 12;
const runs = /[A-Za-z0-9+/_-]{12,}/g;

/** Secrets that were put into the ledger, and are to be in no answer in any spelling. */
export class PlantedValues {
  readonly #byPrefix = new Map<string, string[]>();
  #count = 0;

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** Plants bytes in every spelling that an answer could have them in. */
  bytes<B extends Uint8Array>(bytes: B): B {
    for (const spelling of ["hex", "base64", "base64url"] as const) {
      this.#add(Buffer.from(bytes).toString(spelling).replace(/=+$/, ""));
    }
    this.#count += 1;
    return bytes;
  }

  text(text: string): string {
    this.#add(text);
    this.#count += 1;
    return text;
  }

  /** The first characters of what is planted and in a text, enough to find it by. */
  findIn(text: string): readonly string[] {
    const found = new Set<string>();
    for (const [run] of text.matchAll(runs)) {
      for (let at = 0; at + prefixLength <= run.length; at += 1) {
        const candidates = this.#byPrefix.get(run.slice(at, at + prefixLength)) ?? [];
        if (candidates.some((value) => run.startsWith(value, at))) found.add(run.slice(at, at + prefixLength));
      }
    }
    return [...found];
  }

  #add(value: string): void {
    const prefix = value.slice(0, prefixLength);
    const known = this.#byPrefix.get(prefix);
    if (known === undefined) this.#byPrefix.set(prefix, [value]);
    else known.push(value);
  }
}
