import type { NextApiRequest, NextApiResponse } from "next";
import nextAuthModule, { type AuthOptions } from "next-auth";

/** One step of a sign-in, free of frameworks. */
export interface SignInStep {
  readonly action: "signin" | "callback";
  readonly query: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>>;
}

/** Where the step leads and what the browser has to keep. */
export interface SignInAnswer {
  readonly location: string | null;
  /** `Set-Cookie` values. */
  readonly setCookies: readonly string[];
}

/** The id of the one provider, part of the callback's address. */
export const providerId = "oidc";

// As a CommonJS module it is its exports in Node and its default export in a bundle.
const nextAuth = "default" in nextAuthModule ? (nextAuthModule.default as typeof nextAuthModule) : nextAuthModule;

/** Runs one step of the OpenID Connect code flow in next-auth; the only place of the product that calls it. */
export async function runNextAuth(step: SignInStep, options: AuthOptions, publicUrl: string): Promise<SignInAnswer> {
  // It takes its own address from here and from nowhere else, and reads it before it first waits.
  process.env.NEXTAUTH_URL = publicUrl;
  const headers = new Map<string, string | readonly string[]>();
  const request = {
    method: step.action === "signin" ? "POST" : "GET",
    query: { ...step.query, nextauth: [step.action, providerId] },
    cookies: step.cookies,
    body: step.body,
    headers: {},
  };
  const response = {
    status: () => response,
    getHeader: (name: string) => headers.get(name),
    setHeader: (name: string, value: string | readonly string[]) => headers.set(name, value),
    json: () => undefined,
    send: () => undefined,
    end: () => undefined,
  };
  await nextAuth(request as unknown as NextApiRequest, response as unknown as NextApiResponse, options);
  const location = headers.get("Location");
  return {
    location: typeof location === "string" ? location : null,
    setCookies: [headers.get("Set-Cookie") ?? []].flat(),
  };
}
