import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseAllDocuments } from "yaml";
import { apiClient } from "#tests/kubernetes-double/api-client.ts";
import { asObject, asString, type JsonObject } from "#tests/kubernetes-double/json.ts";
import { kindNamed } from "#tests/kubernetes-double/kinds.ts";
import type { KubernetesDouble } from "#tests/kubernetes-double/kubernetes-double.ts";

const file = resolve(import.meta.dirname, "../../deploy/kubernetes/provisioner-rbac.yaml");

/** Applies the rights that we tell operators to grant, exactly as they stand in the file, and gives a token of that account. */
export async function addProvisioner(double: KubernetesDouble): Promise<string> {
  const call = apiClient(double);
  const objects = parseAllDocuments(await readFile(file, "utf8")).map((document) => asObject(document.toJS()));
  for (const object of objects) {
    const answer = await call({ method: "POST", path: `${collectionOf(object)}?fieldValidation=Strict`, body: object });
    if (answer.code !== 201) throw new Error(`The double answered ${answer.code}: ${asString(answer.body.message)}`);
  }
  const path = "/api/v1/namespaces/latchkey-system/serviceaccounts/latchkey-provisioner/token";
  const { body } = await call({ method: "POST", path, body: { spec: { expirationSeconds: 86_400 } } });
  return asString(asObject(body.status).token);
}

function collectionOf(object: JsonObject): string {
  const { group, plural } = kindNamed(asString(object.kind));
  const namespace = asString(asObject(object.metadata).namespace);
  const root = group === "" ? "/api/v1" : `/apis/${group}/v1`;
  return `${root}${namespace === "" ? "" : `/namespaces/${namespace}`}/${plural}`;
}
