import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import { keepDemoAuthority } from "#resource-types/tls-certificate/ceremony/keep-demo-authority.ts";
import { assertFreePorts } from "#scripts/embedded/assert-free-ports.ts";
import { dropAdminSecret, isOperators, keepAdminSecret } from "#scripts/embedded/back-ends/admin-secret.ts";
import type { BackEnd, BackEndInput } from "#scripts/embedded/back-ends/open-back-ends.ts";
import { withoutSecrets } from "#scripts/embedded/children/secret-setting.ts";
import { superviseChild } from "#scripts/embedded/children/supervise-child.ts";
import { makeDirectory } from "#scripts/embedded/home/make-directory.ts";
import { writeWhole } from "#scripts/embedded/home/write-whole.ts";
import { namesSecret } from "#scripts/embedded/names-secret.ts";
import { StartError } from "#scripts/embedded/start-error.ts";
import { readSetting } from "#server/settings.ts";

const secret = "authority-admin-url";
const entry = fileURLToPath(new URL("../../../resource-types/tls-certificate/authority/main.ts", import.meta.url));
const nothingToStop: BackEnd = { stop: async () => undefined };
const drainMs = 5000;
const zonesSchema = z.object({ teams: z.array(z.object({ zones: z.array(z.string()).default([]) })) });

/**
 * Connects the operator's certificate authority where `AUTHORITY_ADMIN_URL` names one or its secret lies in the home
 * already; else starts the home's own, of `latchkey pki init` or with a root for evaluation, where the catalog has zones.
 */
export async function openAuthority({ settings, home, tell }: BackEndInput): Promise<BackEnd> {
  const url = readSetting("AUTHORITY_ADMIN_URL");
  if (url !== undefined && url !== "") {
    await keepAdminSecret(home, secret, url);
    return nothingToStop;
  }
  if (await isOperators(home, secret)) return nothingToStop;
  const zones = await readZones(settings.CATALOG_DIR);
  if (zones.length === 0 || !(await namesSecret(settings.CATALOG_DIR, secret))) {
    await dropAdminSecret(home, secret);
    return nothingToStop;
  }
  try {
    return await runOwn({ settings, home, tell }, zones);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    tell(`Certificates are not connected. ${error.message}`);
    await dropAdminSecret(home, secret);
    return nothingToStop;
  }
}

async function runOwn({ home, tell }: BackEndInput, zones: readonly string[]): Promise<BackEnd> {
  const directory = home.paths.pki;
  await assertFreePorts([{ setting: "PKI_PORT", port: home.pkiPort }]);
  await makeDirectory(directory, 0o700);
  await keepDemoAuthority(directory, zones);
  const token = randomBytes(24).toString("base64url");
  const tokenFile = join(directory, "admin-token");
  await writeWhole(tokenFile, token, 0o400);
  const child = superviseChild(
    {
      name: "authority",
      entry,
      args: [],
      env: {
        ...withoutSecrets(process.env),
        PKI_DIRECTORY: directory,
        PKI_PORT: String(home.pkiPort),
        PKI_HOST: "127.0.0.1",
        PKI_ADMIN_TOKEN_FILE: tokenFile,
      },
      health: null,
      log: join(home.paths.logs, "authority.log"),
    },
    tell,
  );
  await child.ready;
  await keepAdminSecret(home, secret, `http://${token}@127.0.0.1:${home.pkiPort}`);
  return { stop: () => child.stop(drainMs) };
}

/** Zones of all teams; a catalog that cannot be read has none yet. */
async function readZones(catalogDir: string): Promise<readonly string[]> {
  try {
    const { teams } = zonesSchema.parse(parse(await readFile(join(catalogDir, "teams.yaml"), "utf8")));
    return [...new Set(teams.flatMap((team) => team.zones))];
  } catch {
    return [];
  }
}
