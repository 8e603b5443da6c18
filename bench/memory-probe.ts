// Preloaded into a process that a bench measures: it answers each question from its parent with the bytes of its heap
// that are alive, after a collection that was forced. No installation loads it.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
process.on("message", (question) => {
  if (question !== "heap") return;
  collect();
  process.send?.({ heapUsedBytes: process.memoryUsage().heapUsed });
});
