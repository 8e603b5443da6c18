import { bindable, unbindable, type ClaimTable } from "#domain/federation/claim-entry.ts";
import { registeredClaims } from "#domain/federation/registered-claims.ts";

const account = "kubernetes.io/serviceaccount";
const eachPod = `It ends with the pod: a rule with it is met by one pod only. Bind ${account}/uid.`;
const uidForm = {
  pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  says: "a UID, such as 2f1c0b7e-9b1d-4b3e-8a63-5c5d1f0e7a11",
} as const;
const labelForm = { pattern: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, says: "a name as Kubernetes has it" } as const;

/** What rules about projected tokens of Kubernetes service accounts bind. */
export const kubernetesClaims: ClaimTable = {
  entries: [
    bindable("kubernetes.io/namespace", "the namespace of the service account", { form: labelForm }),
    bindable(`${account}/name`, "the service account, by name", {
      form: {
        pattern: /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
        says: "a name as Kubernetes has it",
      },
      nameOf: `${account}/uid`,
    }),
    bindable(`${account}/uid`, "the service account, by the UID that a new one of the same name does not get", {
      form: uidForm,
    }),
    bindable("sub", "the service account, by name", { nameOf: `${account}/uid` }),
    bindable("kubernetes.io/node/name", "the node that the pod runs on", {
      whenFree: "A pod on any node of the cluster is let in.",
    }),
    bindable("kubernetes.io/node/uid", "that node, by UID", { form: uidForm }),
    unbindable("kubernetes.io/pod/name", "the pod, by name", eachPod),
    unbindable("kubernetes.io/pod/uid", "the pod, by UID", eachPod),
    unbindable("kubernetes.io/warnafter", "when it should have been renewed", "Leave it out."),
    ...registeredClaims,
  ],
  requirements: [
    {
      alternatives: [["kubernetes.io/namespace"]],
      says: "Bind kubernetes.io/namespace: service accounts of one name exist in many namespaces.",
    },
    {
      alternatives: [[`${account}/name`]],
      says: `Bind ${account}/name: otherwise nobody can read whom the rule is about.`,
    },
    {
      alternatives: [[`${account}/uid`]],
      says: `Bind ${account}/uid: whoever may delete a service account can make another of the same name.`,
    },
  ],
};
