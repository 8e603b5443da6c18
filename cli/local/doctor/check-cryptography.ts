import type { Finding, Patient } from "#cli/local/doctor/finding.ts";
import { isFipsMode } from "#server/adapters/crypto/is-fips-mode.ts";
import { loadCatalog } from "#server/catalog/load-catalog.ts";

/** Says whether Node's cryptography runs in FIPS mode, and warns where a pack is attached that asks for evidence of it. */
export async function checkCryptography({ settings }: Patient): Promise<Finding[]> {
  const subject = "cryptography";
  const openssl = `OpenSSL ${process.versions.openssl}`;
  if (isFipsMode()) return [{ level: "ok", subject, message: `${openssl} in FIPS mode` }];
  const message = `approved algorithms by ${openssl}, which does not run in FIPS mode`;
  const asking = await packsThatAsk(settings.CATALOG_DIR);
  if (asking.length === 0) return [{ level: "ok", subject, message }];
  const cure = `Start every process with --enable-fips on a Node built against a validated module; ${asking.join(" and ")} asks for it.`;
  return [{ level: "warn", subject, message, cure }];
}

/** A catalog that cannot be read is another finding. */
async function packsThatAsk(dir: string): Promise<string[]> {
  const catalog = await loadCatalog(dir).catch(() => null);
  if (catalog === null) return [];
  const attached = new Set(catalog.attachments.map(({ pack }) => pack));
  return [...catalog.packs.values()]
    .filter(({ id, controls }) => attached.has(id) && controls.some(({ evidence }) => evidence === "cryptography"))
    .map(({ id }) => id);
}
