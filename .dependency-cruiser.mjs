// The arrows between folders. docs/architecture.md draws them; tests/architecture plants a violation of each.
//
//   domain ← resource-types ← server ← {app, workers, reveal}     domain ← components ← app
//   cli → domain, and only cli/local → server

import { readdirSync, readFileSync } from "node:fs";

const tests = "[.](test|int[.]test)[.]tsx?$";
const product = "^(app|components|domain|resource-types|server|workers|reveal|cli)/";
const inPackage = (...names) => `^node_modules/(${names.map((name) => name.replace("/", "[/]")).join("|")})(/|$)`;

/** Formats and checks that any layer may use; they talk to nobody. */
const general = [
  "zod",
  "yaml",
  "@peculiar/asn1-csr",
  "@peculiar/asn1-ocsp",
  "@peculiar/asn1-schema",
  "@peculiar/asn1-x509",
];

/** What resource types import, so that a new type needs no line here: clients of the back end that it is for. */
const clientsOfTypes = readdirSync(new URL("resource-types/", import.meta.url), { recursive: true })
  .map(String)
  .filter((path) => path.endsWith(".ts") && !new RegExp(tests).test(path))
  .flatMap((path) => [
    ...readFileSync(new URL(`resource-types/${path}`, import.meta.url), "utf8").matchAll(
      / from "((?:@[^/"]+[/])?[^#./:"@][^/:"]*)(?:[/][^"]*)?"/g,
    ),
  ])
  .map(([, name]) => name)
  .filter((name) => !general.includes(name));

/** Clients of a database, a queue, a mail server or a provider: each has one home behind an adapter. */
const vendorSdks = [
  ...new Set(clientsOfTypes),
  "pg",
  "bullmq",
  "ioredis",
  "iovalkey",
  "nodemailer",
  "@kubernetes/[^/]+",
  "@aws-sdk/[^/]+",
  "@slack/[^/]+",
];

/** A layer may import itself, the layers named, and packages; everything else of the tree is out of reach. */
const layer = (name, comment, { from, to }) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: tests },
  to: {
    path: "^[^/]+/|^[^/]+$",
    pathNot: [...to, "^node_modules/", "^package[.]json$"],
    dependencyTypesNot: ["core"],
    couldNotResolve: false,
  },
});

const layers = [
  layer("domain-stands-alone", "domain/ holds rules and imports nothing else of the tree.", {
    from: "^domain/",
    to: ["^domain/"],
  }),
  layer("resource-types-need-domain-only", "A resource type imports domain/ and itself.", {
    from: "^resource-types/",
    to: ["^domain/", "^resource-types/"],
  }),
  layer("server-below-processes", "server/ imports domain/, resource-types/ and the generated database client.", {
    from: "^server/",
    to: ["^domain/", "^resource-types/", "^server/", "^prisma/generated/"],
  }),
  layer("components-need-domain-only", "components/ imports domain/ and itself.", {
    from: "^components/",
    to: ["^domain/", "^components/"],
  }),
  layer("app-arrows", "app/ imports components/, server/ and the layers below; never workers/, reveal/ or cli/.", {
    from: "^(app/|proxy[.]ts$|instrumentation[.]ts$)",
    to: ["^app/", "^components/", "^server/", "^resource-types/", "^domain/"],
  }),
  layer("workers-arrows", "workers/ imports server/ and the layers below; never app/, components/, reveal/ or cli/.", {
    from: "^workers/",
    to: ["^workers/", "^server/", "^resource-types/", "^domain/"],
  }),
  layer(
    "reveal-arrows",
    "reveal/ imports server/ and domain/; never app/, workers/ or cli/, and of components/ only the tokens.",
    {
      from: "^reveal/",
      to: ["^reveal/", "^server/", "^domain/", "^components/tokens[.]css$"],
    },
  ),
  layer(
    "reveal-page-arrows",
    "What runs in the reveal page imports itself, domain/ and the tokens: nothing of a server.",
    {
      from: "^reveal/page/",
      to: ["^reveal/page/", "^domain/", "^components/tokens[.]css$"],
    },
  ),
  layer("cli-arrows", "cli/ imports domain/: it knows the product by its public API.", {
    from: "^cli/(?!local/|latchkey[.]mjs$)",
    to: ["^cli/", "^domain/"],
  }),
  layer("cli-local-arrows", "cli/local/ may import server/ as well: its commands work on this home.", {
    from: "^cli/local/",
    to: ["^cli/", "^domain/", "^server/"],
  }),
];

const keepers = [
  {
    name: "domain-is-pure",
    comment: "domain/ does no I/O: of Node only hashing, bytes and inspection, of npm only what computes.",
    severity: "error",
    from: { path: "^domain/", pathNot: tests },
    to: {
      path: ".",
      pathNot: [
        "^domain/",
        "^(node:)?(crypto|buffer|util|assert)$",
        inPackage("zod", "canonicalize", "@hpke/core", "@marcbachmann/cel-js"),
      ],
    },
  },
  {
    name: "components-in-the-browser",
    comment: "components/ run in the browser: no module of Node.",
    severity: "error",
    from: { path: "^(components|reveal/page)/", pathNot: [tests, "^reveal/page/build[^/]*[.](ts|mjs)$"] },
    to: { dependencyTypes: ["core"] },
  },
  {
    name: "resource-types-apart",
    comment: "A resource type never imports another one; only the generated index knows them all.",
    severity: "error",
    from: { path: "^resource-types/([^/]+)/" },
    to: { path: "^resource-types/", pathNot: "^resource-types/$1/" },
  },
  {
    name: "prisma-only-in-server",
    comment: "The database client stays in server/ (and in the tools of prisma/, tests and benches).",
    severity: "error",
    from: { pathNot: "^(server|prisma|tests|bench)/|^prisma[.]config[.]ts$|^scripts/migration-sql[.]ts$" },
    to: { path: [inPackage("@prisma/[^/]+", "prisma"), "^prisma/"] },
  },
  {
    name: "opening-only-from-reveal",
    comment: "Only the reveal process can open a sealed payload.",
    severity: "error",
    from: { pathNot: ["^reveal/(?!page/)", "^server/adapters/crypto/opening/", tests, "^tests/"] },
    to: { path: "^server/adapters/crypto/opening(/|[.])" },
  },
  {
    name: "sealing-only-from-workers",
    comment: "Only workers seal; use cases of server/ are handed the sealer.",
    severity: "error",
    from: { pathNot: ["^workers/", "^server/adapters/crypto/sealing/", tests, "^tests/"] },
    to: { path: "^server/adapters/crypto/sealing(/|[.])", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "keeping-only-from-keepers",
    comment: "Making and destroying keys is for who owns their directory: a local command, embedded mode.",
    severity: "error",
    from: {
      pathNot: [
        "^cli/local/",
        "^scripts/embedded/",
        "^server/adapters/crypto/(keeping/|create-kek[.]ts$)",
        tests,
        "^tests/",
      ],
    },
    to: { path: "^server/adapters/crypto/keeping(/|[.])" },
  },
  {
    name: "keeping-out-of-reach",
    comment: "Nothing that web, a worker or reveal loads leads to the making of keys, however long the path.",
    severity: "error",
    from: { path: "^(app|workers|reveal)/", pathNot: tests },
    to: { path: "^server/adapters/crypto/keeping(/|[.])", reachable: true },
  },
  {
    name: "opening-out-of-reach",
    comment: "Nothing that web or a worker loads leads to the opening adapter, however long the path.",
    severity: "error",
    from: { path: "^(app|workers|cli)/", pathNot: tests },
    to: { path: "^server/adapters/crypto/opening(/|[.])", reachable: true },
  },
  {
    name: "webhook-keys-open-in-workers",
    comment:
      "Nothing that web, reveal or a command loads leads to what opens signing keys, or to what calls endpoints.",
    severity: "error",
    from: { path: "^(app|reveal|cli)/", pathNot: tests },
    to: {
      path: "^server/adapters/(crypto/webhook-opening/|webhooks/post-webhook[.]ts$)",
      reachable: true,
    },
  },
  {
    name: "posting-to-chat-out-of-reach",
    comment: "Nothing that web or reveal loads leads to the client that posts to chat, however long the path.",
    severity: "error",
    from: { path: "^(app|reveal)/", pathNot: tests },
    to: { path: "^server/adapters/slack/open-slack-client[.]ts$", reachable: true },
  },
  {
    name: "vendor-sdks-in-adapters",
    comment:
      "Vendor SDKs live in server/adapters/ and in the resource type that needs them; others may name their types.",
    severity: "error",
    from: { path: product, pathNot: ["^server/adapters/", "^resource-types/[^/]+/", tests] },
    to: { path: inPackage(...vendorSdks), dependencyTypesNot: ["type-only"] },
  },
  {
    name: "adapters-below-use-cases",
    comment: "An adapter knows no use case: of server/ it imports adapters and the settings, the rest is domain/'s.",
    severity: "error",
    from: { path: "^server/adapters/", pathNot: tests },
    to: { path: "^server/", pathNot: ["^server/adapters/", "^server/settings[.]ts$"] },
  },
  {
    name: "sign-in-behind-one-adapter",
    comment: "next-auth is one adapter wide: the adapter itself and the route it serves.",
    severity: "error",
    from: { pathNot: ["^server/adapters/oidc/", "^app/api/auth/"] },
    to: { path: inPackage("next-auth") },
  },
  {
    name: "embedded-issuer-apart",
    comment: "The embedded issuer is a process of embedded mode; the product only speaks OIDC to it.",
    severity: "error",
    from: { pathNot: "^scripts/embedded/idp/" },
    to: { path: inPackage("oidc-provider") },
  },
  {
    name: "product-needs-no-tools",
    comment: "The product imports no script, test, bench or end-to-end file.",
    severity: "error",
    // The command's launcher chooses a Node before anything of the product is read.
    from: { path: product, pathNot: [tests, "^cli/latchkey[.]mjs$"] },
    to: { path: "^(scripts|tests|bench|e2e)/" },
  },
  {
    name: "product-needs-no-test-file",
    comment: "No file imports a test file.",
    severity: "error",
    from: {},
    to: { path: tests },
  },
  {
    name: "no-dev-dependency-in-product",
    comment: "What runs in production is a dependency.",
    severity: "error",
    from: { path: product, pathNot: [tests, "^reveal/page/build[^/]*[.](ts|mjs)$"] },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only", "npm"], pathNot: inPackage("@types/[^/]+") },
  },
  {
    name: "no-unlisted-package",
    comment: "Every package imported is named in package.json.",
    severity: "error",
    from: {},
    to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
  },
  {
    name: "no-unresolvable",
    comment: "Every import leads somewhere.",
    severity: "error",
    from: {},
    to: { couldNotResolve: true, pathNot: "^#prisma/generated/" },
  },
  {
    name: "no-cycles",
    comment: "Modules form no cycle; types may name each other.",
    severity: "error",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "no-barrels",
    comment: "No file re-exports another but the generated indexes.",
    severity: "error",
    from: { path: product, pathNot: "[.]gen[.]ts$" },
    to: { dependencyTypes: ["export"] },
  },
];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [...layers, ...keepers],
  options: {
    // TypeScript 7 has no JavaScript API: without swc no TypeScript file is read and nothing is found.
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: ["^node_modules/", "^prisma/generated/"] },
    exclude: { path: ["^[.]next/", "^next-env[.]d[.]ts$"] },
    preserveSymlinks: true,
    moduleSystems: ["es6", "cjs"],
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".css", ".json", ".d.ts"],
    },
  },
};
