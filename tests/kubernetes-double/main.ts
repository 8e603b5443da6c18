// Runs a double until SIGTERM: `node tests/kubernetes-double/main.ts [FILE]` writes a superuser's kubeconfig to FILE, or to
// a new temporary directory, and prints its path.
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startKubernetesDouble } from "#tests/kubernetes-double/kubernetes-double.ts";

const double = await startKubernetesDouble({ port: Number(process.env.DOUBLE_PORT ?? 0) });
const file = process.argv[2] ?? join(await mkdtemp(join(tmpdir(), "kubernetes-double-")), "kubeconfig");
await writeFile(file, double.kubeconfig(), { mode: 0o600 });
process.stdout.write(`${file}\n`);
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void double.close());
