import { expect, test } from "vitest";
import { workloadSchema } from "#domain/contracts/workload.ts";
import { spellStarter, spellWorkload } from "#domain/federation/spell-workload.ts";

const nothing = { repository: null, sha: null, ref: null, workflow: null, runUrl: null, pod: null };
const workload = (known: object) =>
  workloadSchema.parse({ issuer: "github", subject: "repo:acme/shop", ...nothing, ...known });

test("names a workload by the most telling thing that is known of it", () => {
  const sha = "0123456789abcdef";
  expect(spellWorkload(workload({ repository: "acme/shop", sha }))).toBe("acme/shop@0123456789ab");
  expect(spellWorkload(workload({ repository: "acme/shop" }))).toBe("acme/shop");
  expect(spellWorkload(workload({ pod: "ci/job-1" }))).toBe("ci/job-1");
  expect(spellWorkload(workload({}))).toBe("repo:acme/shop");
});

test("names whom the platform says to have started the run", () => {
  expect(spellStarter(workload({}))).toBeNull();
  expect(spellStarter(workload({ startedBy: { name: "octocat", id: "583231" } }))).toBe("octocat (583231)");
  expect(spellStarter(workload({ startedBy: { name: "octocat", id: null } }))).toBe("octocat");
  expect(spellStarter(workload({ startedBy: { name: null, id: "583231" } }))).toBe("number (583231)");
});
