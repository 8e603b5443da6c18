import { expect, test } from "vitest";
import { generatePassword } from "#domain/credentials/generate-password.ts";

test("a thousand passwords are distinct, URL-safe, start with a letter and use the whole alphabet evenly", () => {
  const passwords = Array.from({ length: 1000 }, () => generatePassword().use((bytes) => bytes.toString("ascii")));
  expect(new Set(passwords).size).toBe(1000);
  for (const password of passwords) expect(password).toMatch(/^[A-Za-z][A-Za-z0-9_-]{42}$/);
  const counts = new Map<string, number>();
  for (const char of passwords
    .map((password) => password.slice(1))
    .join("")
    .split("")) {
    counts.set(char, (counts.get(char) ?? 0) + 1);
  }
  // 42,000 draws over 64 characters: 656 each, standard deviation 25; seven of them is beyond chance.
  expect(counts.size).toBe(64);
  for (const count of counts.values()) expect(Math.abs(count - 656)).toBeLessThan(180);
});

test("a password prints as a label", () => {
  const password = generatePassword();
  expect(String(password) + JSON.stringify({ password })).not.toMatch(/[A-Za-z0-9_-]{20}/);
});
