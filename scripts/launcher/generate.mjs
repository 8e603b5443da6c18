import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { digestFiles } from "./digest-files.mjs";
import { root } from "./root.mjs";
import { runCommand } from "./run-command.mjs";
import { oncePerDigest } from "./stamp.mjs";

const inputs = ["prisma/schema.prisma", "prisma.config.ts", "node_modules/prisma/package.json"];

/**
 * Makes sure that the database client in prisma/generated fits the schema.
 *
 * @param {string} node Node 24
 * @param {(sentence: string) => void} tell
 * @returns {Promise<void>}
 */
export async function ensureGenerated(node, tell) {
  await oncePerDigest("prisma/generated/.digest", digestFiles(inputs), async () => {
    tell("Generating the database client …");
    const command = [node, join(root, "node_modules/prisma/build/index.js"), "generate"];
    // The generator needs no engine, and asks for its download unless it is given a program.
    const env = { PRISMA_SCHEMA_ENGINE_BINARY: findOnPath("true") ?? node, PRISMA_HIDE_UPDATE_MESSAGE: "1" };
    await runCommand("The generation of the database client", command, env);
  });
}

function findOnPath(name) {
  const directories = (process.env.PATH ?? "").split(delimiter).filter((directory) => directory !== "");
  return directories.map((directory) => join(directory, name)).find((path) => existsSync(path));
}
