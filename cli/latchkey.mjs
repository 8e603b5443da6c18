#!/usr/bin/env node
// The `latchkey` command. Plain JavaScript for any Node from 20: it runs the command itself on Node 24.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chooseNode } from "../scripts/launcher/choose-node.mjs";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

try {
  if (!existsSync(new URL("../node_modules/zod", import.meta.url))) {
    throw new Error("The packages of this clone are not installed: run npm start or npm install first.");
  }
  run(chooseNode());
} catch (error) {
  process.stderr.write(`latchkey: ${error.message}\n`);
  process.exitCode = 1;
}

function run(node) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: "inherit" });
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => child.kill(name));
  child.once("error", (error) => {
    process.stderr.write(`latchkey: ${node} cannot be run: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.once("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}
