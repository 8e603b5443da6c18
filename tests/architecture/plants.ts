/** A violation to plant: the first file breaks the rule, the others are what it reaches for. */
export interface Plant {
  readonly rule: string;
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
}

const value = "export const planted = 1;\n";
const importing = (specifier: string) => `import { planted } from "${specifier}";\nexport const seen = planted;\n`;
const naming = (specifier: string) => `import * as planted from "${specifier}";\nexport const seen = planted;\n`;

let count = 0;

/** `from` imports `to` (a file that is planted too) against `rule`. */
function arrow(rule: string, from: string, to: string): Plant {
  count += 1;
  const [source, target] = [from, to].map((folder, index) => `${folder}/planted-${count}-${"ab"[index]}.ts`);
  if (source === undefined || target === undefined) throw new TypeError("an arrow has two ends");
  return { rule, title: `${from} → ${to}`, files: { [source]: importing(`#${target}`), [target]: value } };
}

/** `from` imports a package or a module of Node against `rule`. */
function reach(rule: string, from: string, specifier: string): Plant {
  count += 1;
  return { rule, title: `${from} → ${specifier}`, files: { [`${from}/planted-${count}.ts`]: naming(specifier) } };
}

/** At least one violation for every rule of `.dependency-cruiser.mjs`. */
export const plants: readonly Plant[] = [
  arrow("domain-stands-alone", "domain/requests", "server/requests"),
  arrow("domain-stands-alone", "domain/requests", "resource-types/planted"),
  arrow("domain-stands-alone", "domain/requests", "components/ui"),
  arrow("resource-types-need-domain-only", "resource-types/planted", "server/requests"),
  arrow("resource-types-need-domain-only", "resource-types/planted", "components/ui"),
  arrow("server-below-processes", "server/requests", "app/planted"),
  arrow("server-below-processes", "server/requests", "workers"),
  arrow("server-below-processes", "server/requests", "reveal"),
  arrow("server-below-processes", "server/requests", "components/ui"),
  arrow("server-below-processes", "server/requests", "cli/local"),
  arrow("components-need-domain-only", "components/ui", "server/requests"),
  arrow("components-need-domain-only", "components/ui", "app/planted"),
  arrow("app-arrows", "app/planted", "workers"),
  arrow("app-arrows", "app/planted", "reveal"),
  arrow("app-arrows", "app/planted", "cli"),
  arrow("workers-arrows", "workers", "app/planted"),
  arrow("workers-arrows", "workers", "reveal"),
  arrow("workers-arrows", "workers", "components/ui"),
  arrow("reveal-arrows", "reveal", "app/planted"),
  arrow("reveal-arrows", "reveal", "workers"),
  arrow("reveal-arrows", "reveal", "components/ui"),
  arrow("reveal-page-arrows", "reveal/page", "server/requests"),
  arrow("reveal-page-arrows", "reveal/page", "reveal"),
  arrow("cli-arrows", "cli", "server/requests"),
  arrow("cli-arrows", "cli", "app/planted"),
  arrow("cli-local-arrows", "cli/local", "app/planted"),
  reach("domain-is-pure", "domain/requests", "node:fs"),
  reach("domain-is-pure", "domain/requests", "react"),
  reach("domain-is-pure", "domain/requests", "pg"),
  reach("components-in-the-browser", "components/ui", "node:fs"),
  reach("components-in-the-browser", "reveal/page", "node:crypto"),
  arrow("resource-types-apart", "resource-types/planted", "resource-types/other"),
  reach("prisma-only-in-server", "app/planted", "@prisma/client"),
  reach("prisma-only-in-server", "workers", "@prisma/adapter-pg"),
  reach("prisma-only-in-server", "reveal", "@prisma/client"),
  reach("prisma-only-in-server", "resource-types/planted", "@prisma/client"),
  {
    rule: "prisma-only-in-server",
    title: "app → the generated client",
    files: { "app/planted/generated.ts": importing("#prisma/planted-client.ts"), "prisma/planted-client.ts": value },
  },
  arrow("opening-only-from-reveal", "app/planted", "server/adapters/crypto/opening"),
  arrow("opening-only-from-reveal", "workers", "server/adapters/crypto/opening"),
  arrow("opening-only-from-reveal", "server/runs", "server/adapters/crypto/opening"),
  arrow("opening-only-from-reveal", "server/adapters/crypto/sealing", "server/adapters/crypto/opening"),
  arrow("sealing-only-from-workers", "app/planted", "server/adapters/crypto/sealing"),
  arrow("sealing-only-from-workers", "reveal", "server/adapters/crypto/sealing"),
  arrow("sealing-only-from-workers", "server/runs", "server/adapters/crypto/sealing"),
  arrow("keeping-only-from-keepers", "workers", "server/adapters/crypto/keeping"),
  arrow("keeping-only-from-keepers", "reveal", "server/adapters/crypto/keeping"),
  arrow("keeping-only-from-keepers", "server/runs", "server/adapters/crypto/keeping"),
  {
    rule: "keeping-out-of-reach",
    title: "reveal → server → keeping",
    files: {
      "reveal/planted-keeper.ts": importing("#server/planted/keeps.ts"),
      "server/planted/keeps.ts": importing("#server/adapters/crypto/keeping/planted-end.ts") + value,
      "server/adapters/crypto/keeping/planted-end.ts": value,
    },
  },
  {
    rule: "opening-out-of-reach",
    title: "app → server → server → opening",
    files: {
      "app/planted/reaches.ts": importing("#server/planted/first.ts"),
      "server/planted/first.ts": importing("#server/planted/second.ts") + value,
      "server/planted/second.ts": importing("#server/adapters/crypto/opening/planted-end.ts") + value,
      "server/adapters/crypto/opening/planted-end.ts": value,
    },
  },
  {
    rule: "webhook-keys-open-in-workers",
    title: "app → server → server → what opens signing keys",
    files: {
      "app/planted/opens.ts": importing("#server/planted/first-key.ts"),
      "server/planted/first-key.ts": importing("#server/planted/second-key.ts") + value,
      "server/planted/second-key.ts": importing("#server/adapters/crypto/webhook-opening/planted-end.ts") + value,
      "server/adapters/crypto/webhook-opening/planted-end.ts": value,
    },
  },
  {
    rule: "posting-to-chat-out-of-reach",
    title: "app → server → server → the client of the chat",
    files: {
      "app/planted/posts.ts": importing("#server/planted/first-post.ts"),
      "server/planted/first-post.ts": importing("#server/planted/second-post.ts") + value,
      "server/planted/second-post.ts": importing("#server/adapters/slack/open-slack-client.ts") + value,
    },
  },
  arrow("adapters-below-use-cases", "server/adapters/oidc", "server/federation"),
  reach("vendor-sdks-in-adapters", "server/requests", "pg"),
  reach("vendor-sdks-in-adapters", "server/chat", "@slack/web-api"),
  reach("vendor-sdks-in-adapters", "workers", "bullmq"),
  reach("vendor-sdks-in-adapters", "reveal", "pg"),
  // Named nowhere but in the resource type that needs it.
  reach("vendor-sdks-in-adapters", "server/requests", "mariadb"),
  reach("vendor-sdks-in-adapters", "app/planted", "nodemailer"),
  reach("sign-in-behind-one-adapter", "app/planted", "next-auth"),
  reach("sign-in-behind-one-adapter", "server/requests", "next-auth"),
  reach("embedded-issuer-apart", "server/identity", "oidc-provider"),
  arrow("product-needs-no-tools", "server/requests", "scripts/planted"),
  arrow("product-needs-no-tools", "app/planted", "tests/planted"),
  {
    rule: "product-needs-no-test-file",
    title: "server → a test",
    files: { "server/planted/uses-test.ts": importing("./planted.test.ts"), "server/planted/planted.test.ts": value },
  },
  reach("no-dev-dependency-in-product", "server/requests", "esbuild"),
  reach("no-unlisted-package", "server/requests", "fast-uri"),
  reach("no-unresolvable", "domain/requests", "#domain/requests/no-such-file.ts"),
  {
    rule: "no-cycles",
    title: "two modules that need each other",
    files: {
      "domain/planted/one.ts": importing("./two.ts") + value,
      "domain/planted/two.ts": importing("./one.ts") + value,
    },
  },
  {
    rule: "no-barrels",
    title: "an index that re-exports",
    files: { "domain/planted/index.ts": 'export * from "./thing.ts";\n', "domain/planted/thing.ts": value },
  },
];
