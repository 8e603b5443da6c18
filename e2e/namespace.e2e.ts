import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { probePod } from "#resource-types/kubernetes-namespace/probe-pod.ts";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import { fileRequest } from "./fixtures/file-request.ts";
import { fillRequest } from "./fixtures/fill-request.ts";
import { followToReveal } from "./fixtures/follow-to-reveal.ts";
import { readInstance } from "./fixtures/instance.ts";
import { callNamespace, startKubernetesCluster } from "./fixtures/kubernetes-cluster.ts";
import { readField, revealFields } from "./fixtures/open-credential.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

const title = "Kubernetes namespace, small";
const step = "Set KUBECONFIG to a cluster's kubeconfig, then start Latchkey again.";

test("a namespace: listed with its one step while no cluster is connected, then from form to reveal", async ({
  people,
}) => {
  const dana = await people.as("dana");

  await test.step("the catalog says that it is not connected, to a developer and to the platform team", async () => {
    await dana.goto("/");
    const card = dana.getByRole("listitem").filter({ has: dana.getByRole("heading", { name: title }) });
    await expect(card).toContainText("Not connected");
    await expect(card).toContainText(`The platform team connects it with one step:${step}`);
    const priya = await people.as("priya");
    await priya.goto("/");
    await expect(priya.getByText(step)).toBeVisible();
    await expect(priya.getByText("The platform team connects it")).toHaveCount(0);
  });

  await test.step("its page shows the step where its form will be", async () => {
    await dana.getByRole("link", { name: title }).click();
    await expect(dana.getByRole("heading", { name: title, level: 1 })).toBeVisible();
    await expect(dana.getByText(`${title} is not connected yet`)).toBeVisible();
    await expect(dana.getByText(step)).toBeVisible();
    await expect(dana.getByRole("form")).toHaveCount(0);
    await expectAccessible(dana, "a template that is not connected");
  });

  await test.step("a call of the API all the same is told the step, too", async () => {
    const denied = await fileRequest(dana, { name: uniqueName("early"), template: "namespace-small" });
    expect(denied.state).toBe("denied");
    const entry = denied.decision.trace.find(({ rule }) => rule === "backend.selection");
    expect(entry?.message).toContain(step);
  });

  await using cluster = await startKubernetesCluster();
  await using _ = await connect(cluster.kubeconfig);

  await test.step("once a cluster is connected, the form is there", async () => {
    await expect(async () => {
      await dana.reload();
      await expect(dana.getByRole("form")).toBeVisible({ timeout: 1000 });
    }).toPass();
  });

  const kubeconfig = await test.step("dana asks for it, and saves the kubeconfig that her browser made", async () => {
    const name = uniqueName("space");
    await fillRequest(dana, { name, purpose: "Runs the orders service while it is built." });
    await dana.getByRole("button", { name: "Submit request" }).click();
    const reveal = await followToReveal(dana, name);
    await revealFields(reveal, ["Token"]);
    expect(await readField(reveal, "Namespace")).toContain(name);
    await expectAccessible(reveal, "a revealed kubeconfig");
    return saveKubeconfig(reveal);
  });

  await test.step("it may create a Pod, and may not touch its quota or its walls", async () => {
    const call = callNamespace(kubeconfig);
    expect(await call("POST", "pods", probePod("default"))).toBe(201);
    expect(await call("GET", "pods")).toBe(200);
    expect(await call("DELETE", "resourcequotas/latchkey")).toBe(403);
    expect(await call("PATCH", "resourcequotas/latchkey", { spec: { hard: { pods: "1000" } } })).toBe(403);
    expect(await call("PATCH", "limitranges/latchkey", { spec: { limits: [] } })).toBe(403);
    expect(await call("GET", "../kube-system/secrets")).toBe(403);
  });
});

/** What the one step comes to: the file that the worker reads, written by an operator while everything runs. */
async function connect(kubeconfig: string): Promise<AsyncDisposable> {
  const path = join(readInstance().home, "secrets/kubeconfig");
  await writeFile(path, kubeconfig, { mode: 0o600 });
  return { [Symbol.asyncDispose]: () => rm(path) };
}

async function saveKubeconfig(reveal: Page): Promise<string> {
  const saved = reveal.waitForEvent("download");
  await reveal.getByRole("button", { name: "Save kubeconfig.yaml" }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe("kubeconfig.yaml");
  return readFile(await download.path(), "utf8");
}
