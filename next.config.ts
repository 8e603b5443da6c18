import type { NextConfig } from "next";

const everywhere = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

/** Settings of the web process's build; the content security policy carries a nonce and is set by `proxy.ts`. */
const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  devIndicators: false,
  allowedDevOrigins: ["127.0.0.1"],
  // Loaded from node_modules as they are: they read their own files or break when bundled.
  serverExternalPackages: [
    "@kubernetes/client-node",
    "@prisma/adapter-pg",
    "@prisma/client",
    "nodemailer",
    "pg",
    "pino",
  ],
  // `npm run check` type-checks the whole tree; a build at first start does not do it again.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [{ source: "/:path*", headers: everywhere }],
};

export default config;
