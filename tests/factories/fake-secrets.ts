import { createHash } from "node:crypto";

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Characters that look random and are the same at every run. */
function noise(length: number, alphabet = base62): string {
  let text = "";
  for (let block = 0; text.length < length; block++) {
    const bytes = createHash("sha512").update(`fake ${length} ${alphabet} ${block}`).digest();
    text += [...bytes].map((byte) => alphabet.charAt(byte % alphabet.length)).join("");
  }
  return text.slice(0, length);
}

const hex = (length: number) => noise(length, "0123456789abcdef");
const upper = (length: number) => noise(length, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
const digits = (length: number) => noise(length, "123456789");
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
/** A block of PEM, whose marks stand nowhere in the tree in one piece. */
const pem = (label: string) => `${"-".repeat(5)}BEGIN ${label}${"-".repeat(5)}\n${noise(64)}\n${noise(48)}`;
const jwt = `${base64url({ alg: "HS256", typ: "JWT" })}.${base64url({ sub: "dana", exp: 1 })}.${noise(43)}`;
const url = (scheme: string, tail: string) => `${scheme}:${"/".repeat(2)}${tail}`;
const word = `hunter${digits(3)}!`;

/** Secrets that open nothing, by what they are; put together at run time, so that no scanner finds one in the tree. */
export const fakeSecrets: Readonly<Record<string, string>> = {
  "GitHub personal token": ["ghp", noise(36)].join("_"),
  "GitHub OAuth token": ["gho", noise(36)].join("_"),
  "GitHub app token": ["ghs", noise(36)].join("_"),
  "GitHub fine-grained token": ["github", "pat", noise(22), noise(59)].join("_"),
  "GitLab personal token": ["glpat", noise(20)].join("-"),
  "Slack bot token": ["xoxb", digits(12), digits(13), noise(24)].join("-"),
  "Slack webhook": url("https", `hooks.slack.com/services/T${upper(8)}/B${upper(8)}/${noise(24)}`),
  "AWS secret key": `aws_secret_access_key = ${noise(40)}`,
  "AWS access key id": `${"AKIA"}${upper(16)}`,
  "npm token": ["npm", noise(36)].join("_"),
  "SendGrid key": ["SG", noise(22), noise(43)].join("."),
  "Shopify token": ["shpat", hex(32)].join("_"),
  "Stripe live key": ["sk", "live", noise(24)].join("_"),
  "OpenAI key": ["sk", "proj", `${noise(74)}T3BlbkFJ${noise(73)}A`].join("-"),
  "Anthropic key": ["sk", "ant", `api03-${noise(93)}AA`].join("-"),
  "Hugging Face token": ["hf", noise(34, base62.slice(10))].join("_"),
  "Groq key": ["gsk", noise(52)].join("_"),
  "Linear key": ["lin", "api", noise(40)].join("_"),
  "Grafana token": ["glsa", noise(32), hex(8)].join("_"),
  "Vault token": ["hvs", noise(92)].join("."),
  "Docker token": ["dckr", "pat", noise(27)].join("_"),
  "Figma token": ["figd", noise(40)].join("_"),
  "Tailscale key": ["tskey", "auth", `${noise(17)}CNTRL`, noise(32)].join("-"),
  "address of Postgres": url("postgres", `orders:${word}@db.example.test/orders`),
  "address of Redis": url("redis", `:${word}@cache.example.test:6379`),
  "address of MongoDB": url("mongodb+srv", `orders:${word}@cluster.example.test/orders`),
  "address of RabbitMQ": url("amqps", `orders:${word}@queue.example.test`),
  "address with basic authentication": url("https", `dana:${word}@artifacts.example.test/`),
  "RSA key": pem(["RSA", "PRIVATE", "KEY"].join(" ")),
  "PKCS #8 key": pem(["PRIVATE", "KEY"].join(" ")),
  "OpenSSH key": pem(["OPENSSH", "PRIVATE", "KEY"].join(" ")),
  "PGP key": pem(["PGP", "PRIVATE", "KEY", "BLOCK"].join(" ")),
  "age key": `${["AGE", "SECRET", "KEY"].join("-")}-1${upper(58)}`,
  "JSON web token": jwt,
  "bearer header": `Authorization: Bearer ${noise(40)}`,
  "Latchkey token": ["latchkey", "sa", noise(49)].join("_"),
  "password of a form": `password=${word}`,
  "password of an environment": `PGPASSWORD=${noise(20)}`,
  "password in a sentence": `the password is ${word}`,
  "password in YAML": `password: "${word}"`,
  "client secret": `client_secret=${noise(32)}`,
  "API key in JSON": `{"api_key": "${hex(32)}"}`,
  "Azure storage key": `AccountName=orders;AccountKey=${noise(86)}==`,
  "Google API key": `${"AIza"}${noise(35)}`,
};
