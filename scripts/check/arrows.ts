import { resolve } from "node:path";
import { cruiseTree } from "#scripts/check/cruise-tree.ts";

const { broken, unread, modules } = await cruiseTree(resolve(import.meta.dirname, "../.."));
for (const { rule, from, to, comment } of broken) console.error(`${rule}: ${from} → ${to}\n  ${comment}`);
for (const path of unread) console.error(`not read: ${path}`);
if (broken.length + unread.length > 0 || modules === 0) {
  console.error(`${broken.length} broken arrows, ${unread.length} files not read, ${modules} read.`);
  process.exitCode = 1;
} else {
  console.log(`${modules} modules, every arrow holds.`);
}
