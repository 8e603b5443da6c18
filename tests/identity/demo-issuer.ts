import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createJwks } from "#scripts/embedded/idp/create-jwks.ts";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";
import { readSettings, type Settings } from "#server/settings.ts";

/** The embedded issuer as its own process, with a home and ports of its own. */
export interface DemoIssuer {
  /** Settings of an installation that signs in there. */
  readonly settings: Settings;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts the real embedded issuer the way the supervisor does, and waits until it says that it is ready. */
export async function startDemoIssuer(env: Readonly<Record<string, string>> = {}): Promise<DemoIssuer> {
  const home = await mkdtemp(join(tmpdir(), "latchkey-issuer-"));
  await createJwks(join(home, "idp/jwks.json"));
  const own: NodeJS.ProcessEnv = {
    NODE_ENV: "test",
    PATH: process.env.PATH,
    LATCHKEY_HOME: home,
    PORT: String(await freePort()),
    REVEAL_PORT: String(await freePort()),
    IDP_PORT: String(await freePort()),
    OIDC_CLIENT_SECRET: "secret-of-the-web-client-in-a-test",
    REVEAL_OIDC_CLIENT_SECRET: "secret-of-the-reveal-client-in-a-test",
    NEXTAUTH_SECRET: "secret-of-the-sign-in-cookies-in-a-test",
    ...env,
  };
  const entry = fileURLToPath(new URL("../../scripts/embedded/idp/main.ts", import.meta.url));
  const child = fork(entry, { env: own, execArgv: [], stdio: "pipe" });
  const output: string[] = [];
  child.stdout?.on("data", (chunk) => output.push(String(chunk)));
  child.stderr?.on("data", (chunk) => output.push(String(chunk)));
  const ready = await Promise.race([once(child, "message"), once(child, "exit").then(() => null)]);
  if (ready === null) {
    await rm(home, { recursive: true, force: true });
    throw new Error(`the issuer did not start: ${output.join("")}`);
  }
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    await rm(home, { recursive: true, force: true });
  };
  return { settings: readSettings(own), process: child, stop };
}
