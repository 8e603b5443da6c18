import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureRevealPageBuilt, ensureWebBuilt } from "./build.mjs";
import { chooseNode } from "./choose-node.mjs";
import { ensureGenerated } from "./generate.mjs";
import { ensureInstalled } from "./install.mjs";
import { LaunchError } from "./launch-error.mjs";
import { root } from "./root.mjs";
import { withLock } from "./with-lock.mjs";

/**
 * Installs, generates and builds what is missing or out of date, and gives the Node to run with.
 *
 * @param {{ isDevelopment: boolean }} options development needs no build of web
 * @param {(sentence: string) => void} tell
 * @returns {Promise<string>} path of Node 24
 */
export async function prepareClone({ isDevelopment }, tell) {
  return withLock(async () => {
    await ensureInstalled(tell);
    const node = chooseNode();
    await ensureGenerated(node, tell);
    await ensureRevealPageBuilt(node, tell);
    if (!isDevelopment) await ensureWebBuilt(node, tell);
    return node;
  });
}

/**
 * Prepares the clone and becomes the supervisor: in this process when it runs on Node 24, else as its only child.
 *
 * @param {{ isDevelopment: boolean }} options
 * @returns {Promise<void>}
 */
export async function launch(options) {
  // As under npm: the home, the catalog and Next's build are found from here.
  process.chdir(root);
  stopWithNpm();
  try {
    const node = await prepareClone(options, (sentence) => process.stderr.write(`${sentence}\n`));
    if (node !== process.execPath) return await runUnder(node, options);
  } catch (error) {
    if (!isExpected(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  const { supervise } = await import("../embedded/supervisor.ts");
  await supervise(options);
}

/** Only the signals reach the child, over our own: it ends by itself, and when we are killed, for its channel closes. */
async function runUnder(node, { isDevelopment }) {
  const args = [join(root, "scripts/embedded/main.ts"), ...(isDevelopment ? ["--dev"] : [])];
  const child = spawn(node, args, { stdio: ["inherit", "inherit", "inherit", "ipc"], detached: true });
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => child.kill(name));
  child.once("exit", (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)));
}

/** npm runs us below a shell that passes no signal on: when it is gone, npm was told to stop. */
function stopWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, 250);
  timer.unref();
}

function isExpected(error) {
  return error instanceof LaunchError || ["EROFS", "EACCES", "EPERM", "ENOSPC", "EDQUOT"].includes(error.code);
}
