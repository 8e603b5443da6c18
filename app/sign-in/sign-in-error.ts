import type { SignInError } from "#server/identity/sign-in-error.ts";

const sentences: Readonly<Record<string, string>> = {
  cancelled: "The sign-in was cancelled at the identity provider.",
  disabled: "Your account may not use Latchkey. Ask your identity administrator to give you access.",
  failed: "The identity provider’s answer could not be used: it was late, or it came from another tab. Try again.",
  unavailable: "The identity provider could not be reached. Try again in a moment.",
} satisfies Record<SignInError, string>;

/** Says a sign-in error of the address in a sentence; null where there is none. */
export function signInError(code: string | string[] | undefined): string | null {
  if (typeof code !== "string" || code === "") return null;
  return (Object.hasOwn(sentences, code) ? sentences[code] : undefined) ?? "Signing in did not work. Try again.";
}
