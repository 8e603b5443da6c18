import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../launcher/root.mjs";
import { startSlackDouble } from "./start-slack-double.mjs";
import { temporaryDirectory } from "./temporary-directory.mjs";

const readySecondsMax = 180;
const stopSecondsMax = 30;
const outputCharactersMax = 8000;

/**
 * Playwright's global set-up: starts the product as `npm start` does, on a fresh home and the ports of `E2E_PORTS`, and
 * gives the tear-down, which stops it and removes the home.
 *
 * Its catalog is the shipped one with a workload issuer. It posts to a double of the chat. Tests find the home in
 * `E2E_HOME`; a given `E2E_HOME` is used and kept.
 * @returns {Promise<() => Promise<void>>}
 */
export default async function startInstance() {
  const given = process.env.E2E_HOME;
  const directory = given === undefined ? makeDirectory() : null;
  const home = given ?? join(directory, "home");
  process.env.E2E_HOME = home;
  const payloads = mkdtempSync(join(temporaryDirectory(), "latchkey-e2e-slack-"));
  const remove = () => [directory, payloads].forEach((path) => path && rmSync(path, { recursive: true, force: true }));
  const slack = await startSlackDouble(payloads);
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: root,
    env: { ...environment(home), ...slack.settings, CATALOG_DIR: makeCatalog(payloads) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    await untilReady(child);
  } catch (error) {
    slack.stop();
    await stop(child);
    remove();
    throw error;
  }
  return async () => {
    const isClean = await stop(child);
    slack.stop();
    remove();
    if (!isClean) throw new Error(`The product did not stop within ${stopSecondsMax} seconds of SIGTERM.`);
  };
}

/** Other users must be able to pass through: PostgreSQL does not run as root. */
function makeDirectory() {
  const directory = mkdtempSync(join(temporaryDirectory(), "latchkey-e2e-"));
  chmodSync(directory, 0o755);
  return directory;
}

/** The shipped catalog trusts nobody's workloads; stories of trust rules need one whose word could be taken. */
function makeCatalog(directory) {
  const catalog = join(directory, "catalog");
  cpSync(join(root, "catalog"), catalog, { recursive: true });
  const issuer = { name: "github", kind: "github", issuer: "https://token.actions.githubusercontent.com" };
  writeFileSync(join(catalog, "issuers.yaml"), JSON.stringify({ issuers: [issuer] }));
  return catalog;
}

/** The product's own settings only: a developer's may name another database or issuer. */
function environment(home) {
  const inherited = ["PATH", "HOME", "TMPDIR", "LANG", "USER", "CI", "npm_execpath"];
  const kept = Object.fromEntries(
    inherited.filter((name) => name in process.env).map((name) => [name, process.env[name]]),
  );
  const [PORT, REVEAL_PORT, IDP_PORT, PG_PORT] = process.env.E2E_PORTS.split(",");
  // The receivers of the stories about webhooks listen on this machine.
  const networks = { WEBHOOK_ALLOWED_NETWORKS: "127.0.0.0/8" };
  return { ...kept, ...networks, PORT, REVEAL_PORT, IDP_PORT, PG_PORT, LATCHKEY_HOME: home };
}

function untilReady(child) {
  return new Promise((resolve, reject) => {
    let output = "";
    const fail = (why) => reject(new Error(`The product ${why}:\n${output.slice(-outputCharactersMax)}`));
    const timer = setTimeout(() => fail(`was not ready within ${readySecondsMax} seconds`), readySecondsMax * 1000);
    const collect = (chunk) => {
      output += chunk;
      if (!/^Latchkey ready http:\/\/127\.0\.0\.1:\d+$/m.test(output)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", (error) => fail(`cannot be started (${error.message})`));
    child.once("exit", (code) => fail(`ended with exit code ${code} before it was ready`));
  });
}

/** True when it ended by itself; a process that hangs is killed. */
function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      resolve(false);
    }, stopSecondsMax * 1000);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve(true);
    });
    child.kill("SIGTERM");
  });
}
