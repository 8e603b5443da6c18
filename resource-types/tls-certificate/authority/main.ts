// The process of the certificate authority: PKI_DIRECTORY, PKI_PORT, PKI_ADMIN_TOKEN_FILE and what the runbook names.
import { readFile } from "node:fs/promises";
import { describeStartFailure } from "./describe-start-failure.ts";
import { readAuthoritySettings } from "./read-authority-settings.ts";
import { startAuthority } from "./start-authority.ts";

const say = (level: "info" | "error", msg: string, more: object = {}) =>
  process.stdout.write(
    `${JSON.stringify({ level, process: "authority", time: new Date().toISOString(), msg, ...more })}\n`,
  );

try {
  const { adminTokenFile, tls, ...settings } = readAuthoritySettings(process.env);
  const adminToken = (await readFile(adminTokenFile, "utf8")).trim();
  const admin = tls && { port: tls.port, key: await readFile(tls.keyFile), certificate: await readFile(tls.certFile) };
  const tell = (error: unknown) => say("error", "a call failed", { error: String(error) });
  const running = await startAuthority({ ...settings, adminToken, admin, tell });
  const stop = () => void running.stop().then(() => process.exit(0));
  for (const event of ["SIGTERM", "SIGINT", "disconnect"]) process.once(event, stop);
  say("info", "ready", { port: settings.port, zones: running.authority.issuer.zones });
  process.send?.("ready");
} catch (error) {
  say("error", describeStartFailure(error));
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}
