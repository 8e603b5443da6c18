import { afterEach, expect, test, vi } from "vitest";
import { databaseUrl } from "#server/context.ts";
import { readSettings } from "#server/settings.ts";

const shared = { NODE_ENV: "test", DATABASE_URL: "postgresql://shared" } as const;

afterEach(() => vi.unstubAllEnvs());

test("gives each process its own database role, and the shared one only where that is allowed", () => {
  const own = readSettings({ ...shared, DATABASE_URL_WEB: "postgresql://web" });
  expect(databaseUrl(own, "web")).toBe("postgresql://web");
  expect(databaseUrl(own, "worker")).toBe("postgresql://shared");
  vi.stubEnv("NODE_ENV", "production");
  expect(databaseUrl(own, "web")).toBe("postgresql://web");
  expect(() => databaseUrl(own, "worker")).toThrowError(/one database role per process/);
  expect(databaseUrl(readSettings({ ...shared, ALLOW_SINGLE_DB_ROLE: "1" }), "worker")).toBe("postgresql://shared");
});

test("names the setting that is missing and never a value", () => {
  expect(() => databaseUrl(readSettings({ NODE_ENV: "test" }), "reveal")).toThrowError(/DATABASE_URL_REVEAL/);
  const leaky = () => readSettings({ NODE_ENV: "test", PORT: "hunter2" });
  expect(leaky).toThrowError(expect.objectContaining({ message: expect.not.stringContaining("hunter2") }));
});
