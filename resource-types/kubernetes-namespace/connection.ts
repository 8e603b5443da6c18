/** Kubeconfig and snippets of a namespace credential, filled in where the recipient reads them. */
export const connection = {
  file: {
    name: "kubeconfig.yaml",
    template: [
      "apiVersion: v1",
      "kind: Config",
      "clusters:",
      "  - name: latchkey",
      "    cluster:",
      "      server: {server|json}",
      "      certificate-authority-data: {certificateAuthorityData|json}",
      "users:",
      "  - name: latchkey",
      "    user:",
      "      token: {token|json}",
      "contexts:",
      "  - name: latchkey",
      "    context:",
      "      cluster: latchkey",
      "      user: latchkey",
      "      namespace: {namespace|json}",
      "current-context: latchkey",
      "",
    ].join("\n"),
  },
  snippets: [
    {
      id: "kubectl",
      title: "kubectl",
      template: "# Works until {expiresAt}.\nKUBECONFIG=kubeconfig.yaml kubectl --namespace {namespace|shell} get pods",
    },
    {
      id: "node",
      title: "Node",
      template:
        'import {{ CoreV1Api, KubeConfig }} from "@kubernetes/client-node";\n\nconst config = new KubeConfig();\nconfig.loadFromFile("kubeconfig.yaml");\nconst pods = await config.makeApiClient(CoreV1Api).listNamespacedPod({{ namespace: {namespace|json} }});',
    },
    {
      id: "python",
      title: "Python",
      template:
        'from kubernetes import client, config\n\nconfig.load_kube_config("kubeconfig.yaml")\npods = client.CoreV1Api().list_namespaced_pod({namespace|json})',
    },
  ],
} as const;
