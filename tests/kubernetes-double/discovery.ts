import type { JsonObject } from "#tests/kubernetes-double/json.ts";
import { apiVersionOf, kinds } from "#tests/kubernetes-double/kinds.ts";

const verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

const shortNames: Readonly<Record<string, readonly string[]>> = {
  namespaces: ["ns"],
  pods: ["po"],
  configmaps: ["cm"],
  serviceaccounts: ["sa"],
  resourcequotas: ["quota"],
  limitranges: ["limits"],
  networkpolicies: ["netpol"],
};

/** What the server says about itself at `path`; null when that is no such path. */
export function discover(path: string): JsonObject | null {
  if (path === "/version") return { major: "1", minor: "34", gitVersion: "v1.34.0-double", platform: "linux/amd64" };
  if (path === "/api") return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
  if (path === "/apis") return { kind: "APIGroupList", apiVersion: "v1", groups: groups() };
  const parts = /^\/(?:api|apis\/([^/]+))\/v1$/.exec(path);
  if (parts === null) return null;
  const own = kinds.filter(({ group }) => group === (parts[1] ?? ""));
  if (own.length === 0 && !reviewGroups.includes(parts[1] ?? "")) return null;
  const resources = own.map(({ plural, kind, isNamespaced }) => ({
    name: plural,
    singularName: kind.toLowerCase(),
    namespaced: isNamespaced,
    shortNames: shortNames[plural] ?? [],
    kind,
    verbs,
  }));
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: own[0] === undefined ? `${parts[1]}/v1` : apiVersionOf(own[0]),
    resources,
  };
}

const reviewGroups = ["authentication.k8s.io", "authorization.k8s.io"];

function groups(): JsonObject[] {
  const names = new Set([...kinds.map(({ group }) => group), ...reviewGroups]);
  names.delete("");
  return [...names].map((name) => {
    const version = { groupVersion: `${name}/v1`, version: "v1" };
    return { name, versions: [version], preferredVersion: version };
  });
}
