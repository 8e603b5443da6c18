import { encodeBase64url } from "#domain/credentials/base64url.ts";
import { callApi, type Answer } from "./call-api.ts";
import type { KeyOwner } from "./device-key-store.ts";
import type { PagePlace } from "./page-place.ts";

const storageKey = "latchkey.sign-in";

interface PendingSignIn {
  readonly place: PagePlace;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly silent: boolean;
}

interface SignInTarget {
  readonly authorizationEndpoint: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
}

/** Who signed in, held in the memory of this page alone. */
export interface SignedIn extends KeyOwner {
  readonly token: string;
  readonly name: string;
  readonly email: string | null;
  /** Seconds since 1970; null when the issuer does not say. */
  readonly authTime: number | null;
  /** The authentication context of the sign-in; null when the issuer does not say. */
  readonly acr: string | null;
}

/** How a sign-in that came back ended. `cancelled`: the issuer wants the person to be asked, or they said no. */
export type SignInResult =
  | { readonly kind: "signed_in"; readonly place: PagePlace; readonly person: SignedIn }
  | { readonly kind: "cancelled"; readonly place: PagePlace; readonly silent: boolean }
  | { readonly kind: "failed"; readonly place: PagePlace | null; readonly answer: Answer<never> | null };

/** How to sign in. */
export interface SignInOptions {
  /** The issuer answers at once, without asking, whether it knows this browser. */
  readonly silent?: boolean;
  readonly maxAgeSeconds?: number;
  /** Authentication contexts of which one is needed, the preferred first; empty: none. */
  readonly acrValues?: readonly string[];
  readonly asSomebodyElse?: boolean;
}

/**
 * Leaves for the issuer with state, nonce and PKCE verifier kept in this tab until it comes back; returns
 * only when there is no way there.
 */
export async function startSignIn(place: PagePlace, options: SignInOptions = {}): Promise<Answer<never>> {
  const answer = await callApi<SignInTarget>("/v1/sign-in");
  if (answer.kind !== "ok") return answer;
  const { authorizationEndpoint, clientId, redirectUri, scope } = answer.value;
  const pending = {
    place,
    state: random(),
    nonce: random(),
    codeVerifier: random(),
    silent: options.silent ?? false,
  };
  sessionStorage.setItem(storageKey, JSON.stringify(pending));
  const url = new URL(authorizationEndpoint);
  const parameters = {
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await challengeOf(pending.codeVerifier),
    code_challenge_method: "S256",
    ...(options.silent === true ? { prompt: "none" } : {}),
    ...(options.asSomebodyElse === true ? { prompt: "login" } : {}),
    ...(options.maxAgeSeconds === undefined ? {} : { max_age: String(options.maxAgeSeconds) }),
    ...(options.acrValues?.length ? { acr_values: options.acrValues.join(" ") } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  location.replace(url.href);
  // The document is being left: nothing that waits for this goes on.
  return new Promise(() => undefined);
}

/** Ends a sign-in at the callback address, and forgets what was kept for it, however it ended. */
export async function finishSignIn(url: URL): Promise<SignInResult> {
  const pending = takePending();
  const { searchParams } = url;
  if (pending === null || searchParams.get("state") !== pending.state) {
    return { kind: "failed", place: pending?.place ?? null, answer: null };
  }
  const { place, silent, codeVerifier, nonce } = pending;
  const code = searchParams.get("code");
  if (code === null) return { kind: "cancelled", place, silent };
  const iss = searchParams.get("iss") ?? undefined;
  const answer = await callApi<{ idToken: string }>("/v1/token", { body: { code, codeVerifier, nonce, iss } });
  if (answer.kind !== "ok") return { kind: "failed", place, answer };
  return { kind: "signed_in", place, person: readPerson(answer.value.idToken) };
}

function takePending(): PendingSignIn | null {
  const text = sessionStorage.getItem(storageKey);
  sessionStorage.removeItem(storageKey);
  return text === null ? null : (JSON.parse(text) as PendingSignIn);
}

function random(): string {
  return encodeBase64url(crypto.getRandomValues(new Uint8Array(32)));
}

async function challengeOf(verifier: string): Promise<string> {
  return encodeBase64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

/** Reads what is shown from a token that the server has verified and will verify again. */
function readPerson(token: string): SignedIn {
  const part = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(part), (char) => char.charCodeAt(0));
  const claims = new Map(Object.entries(JSON.parse(new TextDecoder().decode(bytes)) as object));
  const text = (name: string) => (typeof claims.get(name) === "string" ? String(claims.get(name)) : null);
  const authTime: unknown = claims.get("auth_time");
  return {
    token,
    issuer: text("iss") ?? "",
    subject: text("sub") ?? "",
    name: text("name") ?? text("email") ?? text("sub") ?? "",
    email: text("email"),
    authTime: typeof authTime === "number" ? authTime : null,
    acr: text("acr"),
  };
}
