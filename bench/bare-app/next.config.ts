import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

const config: NextConfig = {
  serverExternalPackages: ["pg", "@prisma/client", "@prisma/adapter-pg"],
  // `npm run check` checks the types of the whole tree.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: fileURLToPath(new URL("../../", import.meta.url)) },
};

export default config;
