import { hostileParts } from "#tests/contract-suite/hostile-parts.ts";

/** One name that somebody may try, with what makes it hostile. */
export interface HostileName {
  readonly kind: string;
  readonly name: string;
}

const count = 1000;

const words = (text: string) => text.trim().split(/\s+/);

const reserved = words(`
  all analyse analyze and any array asc authorization both case cast check collate column constraint create cross
  current-user default desc distinct else end except false fetch for foreign from grant group having inner into join
  lateral limit natural none not null offset only order primary public references returning select session-user
  table then true union unique user using when where window with accessible database databases div dual explain
  fulltext index infile interval keys kill load lock match mod outfile procedure purge range read regexp rename
  repeat replace require revoke schema schemas show signal sql ssl starting straight-join terminated trigger unlock
  usage values write xor zerofill
`);

/** What the servers themselves, or the things of others there, are called. */
const servers = words(`
  postgres template0 template1 pg-catalog pg-monitor pg-signal-backend pg-database-owner root admin latchkey
  latchkey-admin default-user system kube-system guest nobody mysql mariadb information-schema performance-schema
  sys test test-orders mariadb-sys lk-registry registry lk-lk kube-public kube-node-lease cluster-admin
  system-masters openshift istio-system default amq-default amq-gen rabbitmq administrator management replication
  sentinel haclient pg-temp pg-toast www mail localhost localdomain wpad autodiscover acme-challenge xn--orders
`);

/** Names of things that another resource would make, or make beside this one. */
const neighbours = words(`
  orders orders-api orders-api-g1 orders-api-g2 orders-g1 orders-owner orders-db orders-api-probe orders-api-k3v9x2ab
  lk-orders-api latchkey-probe latchkey-no-such-table ordersapi orders--api orders-api- order-sapi o-rders-api
`);

const homoglyphs = [
  "оrders",
  "ordеrs",
  "ｏrders",
  "ordｅrs",
  "ørders",
  "orderſ",
  "İrders",
  "ıorders",
  "ﬁrst",
  "orders①",
  "𝐨rders",
  "orders\u0301",
  "οrders",
  "оrdеrs-арі",
  "orders‐api",
  "orders‑api",
  "orders–api",
  "orders—api",
  "orders−api",
  "orders－api",
  "orders﹣api",
  "orders＿api",
  "orders．api",
  "orders․api",
  "orders٠",
  "orders９",
  "orders²",
  "Kelvin",
  "Ångstrom",
  "ordeřs",
  "o\u0308rders",
  "ḋrders",
  "ɑbc",
  "ⅰorders",
  "ⓞrders",
  "🅾rders",
  "日本語",
  "заказы",
  "παραγγελίες",
  "הזמנות",
  "注文-api",
  "ß-orders",
  "SS-orders",
  "ǆorders",
];

const shapes = [
  "",
  "a",
  "ab",
  "-",
  "--",
  "-ab",
  "_ab",
  "1ab",
  "Aab",
  "aBc",
  "ABC",
  "a_b_c",
  "a.b.c",
  "a b c",
  "ab\u0000",
  " abc",
  "abc ",
  "abc\n",
  "\nabc",
  "0",
  "-1",
  "1e3",
  "0x10",
  ...[26, 41, 42, 52, 60, 62, 63, 64, 65, 80, 81, 128, 253, 254, 255, 256, 300, 1000, 10_000].map((n) => "a".repeat(n)),
  "ä".repeat(32),
  "€".repeat(22),
  "😀".repeat(17),
  `${"a".repeat(24)}é`,
  `${"a".repeat(63)}é`,
];

const borders = [
  ...words("abc a-- a-b a1- a-1 z99 a-b-c-d-e-f-g-h-i-j-k-l-m abc-- a0 a00 a-0 zz- x1y2z3 a9-9-9"),
  `a${"-".repeat(24)}`,
  "a".repeat(25),
  `z${"9".repeat(24)}`,
  `${"a".repeat(24)}-`,
];

const objects = words(`
  constructor prototype __proto__ tostring hasownproperty undefined nan infinity valueof toJSON then length null true
  yes no on off y n
`);

/** Where a part can stand: behind, inside, before, and behind a name that is as long as one may be. */
const places = [
  ["behind a name", (part) => `orders${part}`],
  ["inside a name", (part) => `ord${part}ers`],
  ["before a name", (part) => `${part}orders`],
  ["behind the longest name", (part) => `${"a".repeat(25)}${part}`],
] as const satisfies readonly (readonly [where: string, put: (part: string) => string])[];

/** Each part alone, and then in one place after the other, beginning with another one for each part. */
const parts = Object.entries(hostileParts).flatMap(([kind, texts]) => texts.map((text) => ({ kind, text })));
const placed = [0, 1, 2, 3].flatMap((round) =>
  parts.map(({ kind, text }, index) => {
    const [where, put] = places[(index + round) % places.length] ?? places[0];
    return [`${kind}, ${where}`, put(text)] as const;
  }),
);

const groups: readonly (readonly [kind: string, names: readonly string[]])[] = [
  ["shape", shapes],
  ["border", borders],
  ["reserved word", reserved],
  ["reserved word, upper case", reserved.map((name) => name.toUpperCase())],
  ["name of the server's", servers],
  ["name of the server's, its own spelling", servers.map((name) => name.replaceAll("-", "_"))],
  ["name of a neighbour's", neighbours],
  ["name that means something to a program", objects],
  ["look-alike", homoglyphs],
  ...parts.map(({ kind, text }) => [`${kind}, alone`, [text]] as const),
  ...placed.map(([kind, name]) => [kind, [name]] as const),
];

const all = [...new Map(groups.flatMap(([kind, names]) => names.map((name) => [name, kind] as const)))].map(
  ([name, kind]) => ({ kind, name }),
);

/**
 * 1,000 different names that a back end must refuse or take literally: quoting, control and invisible characters, SQL,
 * rules of Redis, paths and virtual hosts, DNS and alternative names of certificates, manifests of Kubernetes, templates and
 * shells, look-alikes, reserved words, names of the servers' own objects, lengths at and beyond every limit.
 */
export const hostileNames: readonly HostileName[] = all.slice(0, count);
