/** A form of a secret that can be told by its looks: what people call it, and how to find it. */
export interface PlainPattern {
  readonly kind: string;
  /** Global; finds the whole of what has to be masked. Every part is bounded, so that no text holds it up. */
  readonly form: RegExp;
}

/** Stands where a secret would, and is none: `<password>`, `${DB_PASSWORD}`, `$PASSWORD`, `***`, `xxxx`, `…`. */
const placeholder = String.raw`(?:<[^>\n]{1,60}>|\$\{?[A-Za-z_]\w{0,60}\}?|\{\{[^}]{1,60}\}\}|[*x•.…]{3,60}|\[[a-z -]{1,40}\])(?![\w!#-])`;
const passwordWord = String.raw`(?:pass(?:word|wd|phrase|code)|pwd|passwort|kennwort)`;
const tokenWord = String.raw`(?:secret|token|credential|api[_ -]?key|(?:access|account|private|signing|shared)[_ -]?(?:access[_ -]?)?key)`;
/** A letter and a digit, so that no word of a sentence is taken for one. */
const mixed = String.raw`(?=[^\s"']{0,80}\d)(?=[^\s"']{0,80}[A-Za-z])`;

/** What the kept set of detectors lacks and people paste all the same. */
export const plainPatterns: readonly PlainPattern[] = [
  { kind: "private key", form: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,8000}/g },
  { kind: "private key", form: /\bAGE-SECRET-KEY-1[0-9A-Z]{50,70}/gi },
  { kind: "private key", form: /\bPuTTY-User-Key-File-\d[\s\S]{0,8000}/gi },
  { kind: "Latchkey token", form: /\blatchkey_sa_[0-9A-Za-z]{8,100}/g },
  {
    kind: "JSON web token",
    form: /\beyJ[0-9A-Za-z_-]{8,4000}\.eyJ[0-9A-Za-z_-]{4,4000}(?:\.[0-9A-Za-z_-]{0,4000})?/g,
  },
  {
    kind: "address with a password in it",
    form: new RegExp(
      String.raw`\b[A-Za-z][A-Za-z0-9+.-]{1,30}://[^\s/:@"']{0,100}:(?!${placeholder}@)[^\s/@"']{1,200}@[^\s"']{1,300}`,
      "g",
    ),
  },
  {
    kind: "authorization header",
    form: /\b(?:authorization\s{0,3}[:=]\s{0,3}["']?(?:bearer|basic|token)|bearer)\s{1,3}(?=[^\s"']{0,80}\d)[0-9A-Za-z_.~+/=-]{16,4000}/gi,
  },
  {
    kind: "password",
    form: new RegExp(String.raw`${passwordWord}["']?\s{0,3}=\s{0,3}["']?(?!${placeholder})[^\s"']{4,500}`, "gi"),
  },
  {
    kind: "password",
    form: new RegExp(
      String.raw`${passwordWord}["']?(?:\s{0,3}:\s{0,3}|\s{1,3}is\s{1,3})["']?(?!${placeholder})${mixed}[^\s"']{6,500}`,
      "gi",
    ),
  },
  {
    kind: "secret or token",
    form: new RegExp(
      String.raw`${tokenWord}["']?(?:\s{0,3}[=:]\s{0,3}|\s{1,3}is\s{1,3})["']?(?!${placeholder})${mixed}[^\s"']{12,500}`,
      "gi",
    ),
  },
  { kind: "AWS key id", form: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g },
  { kind: "Google API key", form: /\bAIza[0-9A-Za-z_-]{35}/g },
  { kind: "Google OAuth secret", form: /\bGOCSPX-[0-9A-Za-z_-]{20,40}/g },
  { kind: "PyPI token", form: /\bpypi-[0-9A-Za-z_-]{40,400}/g },
  { kind: "Telegram bot token", form: /\b\d{8,10}:[0-9A-Za-z_-]{35}\b/g },
  { kind: "Discord webhook", form: /discord(?:app)?\.com\/api\/webhooks\/\d{15,22}\/[\w-]{40,100}/g },
];
