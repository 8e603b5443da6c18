const forbidden: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  {
    what: "an absolute path of a machine",
    pattern: /(?<![\w./-])\/(?:home|root|work|Users|mnt|private\/tmp)\/[\w.-]+/,
  },
  { what: "a registry's host", pattern: /\bregistry\.(?:npmjs|yarnpkg)\.[a-z]+|\bartifactory\b|\bverdaccio\b/ },
  { what: "a private key", pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/ },
];

/** Names every line of `text` that holds something a public tree must not hold. */
export function findForbidden(text: string): string[] {
  return text
    .split("\n")
    .flatMap((line, index) =>
      forbidden.filter(({ pattern }) => pattern.test(line)).map(({ what }) => `line ${index + 1} holds ${what}`),
    );
}
