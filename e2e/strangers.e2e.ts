import { expect, type Page } from "@playwright/test";
import { fileRequest } from "./fixtures/file-request.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

test("what is dana's does not exist for noor: the same page and the same answer as for what is not there", async ({
  people,
}) => {
  const dana = await people.as("dana");
  const noor = await people.as("noor");
  const request = await fileRequest(dana, { name: uniqueName("private") });
  const pairs = [
    [`/requests/${request.id}`, `/requests/${absent(request.id)}`],
    [`/resources/${request.resource?.id}`, `/resources/${absent(String(request.resource?.id))}`],
    [`/resources/${request.resource?.id}/connect`, `/resources/${absent(String(request.resource?.id))}/connect`],
  ] as const;

  for (const [hers, nobodys] of pairs) {
    await test.step(`the page of ${hers.split("/")[1]}`, async () => {
      await expectNothing(noor, hers);
      const said = await noor.getByRole("main").innerText();
      await expectNothing(noor, nobodys);
      expect(await noor.getByRole("main").innerText()).toBe(said);
      expect(said).not.toContain(request.name);
    });
    await test.step(`the API of ${hers.split("/")[1]}`, async () => {
      expect(await problemOf(noor, hers)).toEqual(await problemOf(noor, nobodys));
    });
  }

  await test.step("her lists do not know it either", async () => {
    for (const list of ["requests", "resources"]) {
      for (const scope of ["mine", "team", "all"]) {
        await noor.goto(`/${list}?scope=${scope}&q=${request.name}`);
        await expect(noor.getByText(/^No (request|resource) matches$/)).toBeVisible();
      }
    }
  });
});

test("on the reveal page noor reads what is read of a link to nothing, and lee reads whose it is", async ({
  people,
}) => {
  const dana = await people.as("dana");
  const noor = await people.as("noor");
  const lee = await people.as("lee");
  const request = await fileRequest(dana, { name: uniqueName("sealed") });
  const url = request.grants[0]?.url ?? "";

  const read = async (page: Page, address: string, heading: string) => {
    await page.goto(address);
    await expect(page.getByRole("heading", { name: heading })).toBeVisible();
    await expect(page.getByRole("button", { name: "Reveal", exact: true })).toHaveCount(0);
    return page.getByRole("main").innerText();
  };
  const nothing = "There is nothing here for you";
  expect(await read(noor, url, nothing)).toBe(await read(noor, absent(url), nothing));
  expect(await read(lee, url, "This is for Dana Okafor")).toContain("the attempt is in the record");

  await test.step("it stayed closed, and dana's history tells of both", async () => {
    await dana.goto(`/requests/${request.id}`);
    await expect(dana.getByText("Your credentials are ready")).toBeVisible();
    const timeline = dana.getByRole("list", { name: "Timeline" });
    await expect(timeline).toContainText("Noor Haddad tried to open a credential that is for somebody else.");
    await expect(timeline).toContainText("Lee Lindqvist tried to open a credential that is for somebody else.");
  });
});

test("a stranger is sent to sign in from every page and sees nothing of it", async ({ people }) => {
  const page = await people.nobody();
  for (const path of ["/", "/requests", "/approvals", "/resources", "/templates/postgres-small", "/requests/req_x"]) {
    await page.goto(path);
    await expect(page).toHaveURL(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
    await expect(page.getByRole("navigation", { name: "Main" })).toHaveCount(0);
  }
  expect((await page.request.get("/api/v1/requests")).status()).toBe(401);
});

/** An id of the same form that nothing has. */
function absent(id: string): string {
  return `${id.slice(0, -4)}${id.endsWith("zzzz") ? "yyyy" : "zzzz"}`;
}

async function expectNothing(page: Page, path: string): Promise<void> {
  const answer = await page.goto(path);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
}

/** Status and body of an API answer, without what names the single call. */
async function problemOf(page: Page, path: string): Promise<unknown> {
  const answer = await page.request.get(`/api/v1${path}`);
  const { requestId: _, instance: __, ...problem } = (await answer.json()) as Record<string, unknown>;
  expect(answer.status()).toBe(404);
  return problem;
}
