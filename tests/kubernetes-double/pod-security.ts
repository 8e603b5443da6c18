import { asObject, asObjects, asString, asStrings, type JsonObject } from "#tests/kubernetes-double/json.ts";

/** Prefix of the labels that choose a level (Kubernetes, "Pod Security Admission"). */
const enforceLabel = "pod-security.kubernetes.io/enforce";
const baselineCapabilities = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);
const restrictedVolumes = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
  "name",
]);

/** What of a pod goes against the level that its namespace enforces, as one message; null when nothing does. */
export function violation(namespace: JsonObject, pod: JsonObject): string | null {
  const level = asString(asObject(asObject(namespace.metadata).labels)[enforceLabel]) || "privileged";
  if (level === "privileged") return null;
  const spec = asObject(pod.spec);
  const found = [...baseline(spec), ...(level === "restricted" ? restricted(spec) : [])];
  return found.length === 0 ? null : `violates PodSecurity "${level}:latest": ${found.join(", ")}`;
}

function baseline(spec: JsonObject): string[] {
  const found = ["hostNetwork", "hostPID", "hostIPC"]
    .filter((key) => spec[key] === true)
    .map((key) => `host namespaces (${key}=true)`);
  if (asObjects(spec.volumes).some((volume) => "hostPath" in volume)) found.push("hostPath volumes");
  for (const container of containersOf(spec)) {
    const context = asObject(container.securityContext);
    const quoted = `container "${asString(container.name)}"`;
    if (context.privileged === true) found.push(`privileged (${quoted} must not set securityContext.privileged=true)`);
    if (asObjects(container.ports).some(({ hostPort }) => Number(hostPort ?? 0) > 0))
      found.push(`hostPort (${quoted})`);
    const added = asStrings(asObject(context.capabilities).add).filter((name) => !baselineCapabilities.has(name));
    if (added.length > 0) found.push(`non-default capabilities (${quoted} must not include "${added.join('", "')}")`);
  }
  return found;
}

function restricted(spec: JsonObject): string[] {
  const found = asObjects(spec.volumes).flatMap((volume) =>
    Object.keys(volume).every((key) => restrictedVolumes.has(key))
      ? []
      : [`restricted volume types (volume "${asString(volume.name)}")`],
  );
  const pod = asObject(spec.securityContext);
  for (const container of containersOf(spec)) {
    const context = asObject(container.securityContext);
    const quoted = `container "${asString(container.name)}"`;
    if (context.allowPrivilegeEscalation !== false) {
      found.push(
        `allowPrivilegeEscalation != false (${quoted} must set securityContext.allowPrivilegeEscalation=false)`,
      );
    }
    if (!asStrings(asObject(context.capabilities).drop).includes("ALL")) {
      found.push(`unrestricted capabilities (${quoted} must set securityContext.capabilities.drop=["ALL"])`);
    }
    if ((context.runAsNonRoot ?? pod.runAsNonRoot) !== true)
      found.push(`runAsNonRoot != true (pod or ${quoted} must set securityContext.runAsNonRoot=true)`);
    const profile = asString(asObject(context.seccompProfile ?? pod.seccompProfile).type);
    if (profile !== "RuntimeDefault" && profile !== "Localhost") {
      found.push(
        `seccompProfile (pod or ${quoted} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")`,
      );
    }
  }
  return found;
}

function containersOf(spec: JsonObject): JsonObject[] {
  return [...asObjects(spec.containers), ...asObjects(spec.initContainers)];
}
