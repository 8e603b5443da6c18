import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isAppError } from "#domain/errors/app-error.ts";
import { startIssuer } from "#scripts/embedded/idp/start-issuer.ts";
import { openLog } from "#server/adapters/log/log.ts";
import { readSettings } from "#server/settings.ts";

const log = openLog("idp");

try {
  const settings = readSettings();
  const jwks = JSON.parse(await readFile(join(settings.LATCHKEY_HOME, "idp/jwks.json"), "utf8"));
  const issuer = await startIssuer(settings, jwks, log);
  const stop = () => void issuer.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  process.once("disconnect", stop);
  log.info({ url: issuer.url }, "ready");
  process.send?.("ready");
} catch (error) {
  log.fatal(isAppError(error) ? { code: error.code } : { err: error }, describe(error));
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}

function describe(error: unknown): string {
  if (isAppError(error)) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return "The port of the demo issuer is in use: set IDP_PORT to a free one.";
  if (code === "ENOENT") return "The demo issuer has no signing key in this home.";
  return "The demo issuer cannot start.";
}
