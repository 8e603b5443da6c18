import { isAbsolute, join } from "node:path";
import { stringify } from "yaml";
import {
  readKubeconfig,
  readReferred,
  type Kubeconfig,
  type KubeconfigPart,
} from "#scripts/embedded/kubernetes/read-kubeconfig.ts";
import { StartError } from "#scripts/embedded/start-error.ts";

const inlined = {
  "certificate-authority": "certificate-authority-data",
  "client-certificate": "client-certificate-data",
  "client-key": "client-key-data",
} as const;

/**
 * Makes one kubeconfig that needs no other file: the current context alone, certificates and keys in it, relative paths
 * of a sign-in command resolved.
 *
 * @throws StartError with one sentence when there is no usable current context, or its server would not be checked
 */
export async function containKubeconfig(setting: string): Promise<string> {
  const config = await readKubeconfig(setting);
  const context = find(config, "contexts", config.currentContext);
  const cluster = find(config, "clusters", textOf(context.fields.cluster));
  const user = find(config, "users", textOf(context.fields.user));
  const server = textOf(cluster.fields.server);
  if (!server.startsWith("https://") || cluster.fields["insecure-skip-tls-verify"] === true) {
    throw new StartError("The kubeconfig's cluster must be reached by https, with its certificate checked.");
  }
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: cluster.name, cluster: await inline(cluster) }],
    users: [{ name: user.name, user: await inline(user) }],
    contexts: [{ name: context.name, context: { cluster: cluster.name, user: user.name } }],
    "current-context": context.name,
  });
}

function find(config: Kubeconfig, list: "contexts" | "clusters" | "users", name: string): KubeconfigPart {
  const found = config[list].find((part) => part.name === name);
  if (found !== undefined) return found;
  if (list !== "contexts")
    throw new StartError(`The kubeconfig's current context names no known ${list.slice(0, -1)}.`);
  throw new StartError("The kubeconfig has no current context. Choose one with kubectl config use-context.");
}

async function inline({ fields, folder }: KubeconfigPart): Promise<Record<string, unknown>> {
  const { tokenFile, exec, ...rest } = fields;
  const made: Record<string, unknown> = { ...rest };
  for (const [file, data] of Object.entries(inlined)) {
    const path = made[file];
    delete made[file];
    if (typeof path !== "string" || path === "" || made[data] !== undefined) continue;
    made[data] = (await readReferred(folder, path)).toString("base64");
  }
  // As for kubectl, a token in a file wins over one beside it.
  if (typeof tokenFile === "string") made.token = (await readReferred(folder, tokenFile)).toString("utf8").trim();
  if (exec !== undefined) made.exec = resolveCommand(exec, folder);
  return made;
}

function resolveCommand(exec: unknown, folder: string): unknown {
  if (typeof exec !== "object" || exec === null || !("command" in exec)) return exec;
  const command = textOf(exec.command);
  // A bare name is looked for in PATH.
  return command.includes("/") && !isAbsolute(command) ? { ...exec, command: join(folder, command) } : exec;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
