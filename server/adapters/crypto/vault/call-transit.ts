import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import type { VaultAccess } from "#server/adapters/crypto/vault/vault-access.ts";

const answerMs = 3000;
const failureSchema = z.object({ errors: z.array(z.string()).default([]) });

/** What Vault answered when it did not do it: `errors` are its own words, for telling cases apart and for nobody's eyes. */
export interface TransitRefusal {
  readonly ok: false;
  readonly errors: readonly string[];
}

/**
 * Calls one path of Vault (POST, as its HTTP API has it) and reads the answer's `data` by `schema`.
 *
 * A refusal of the input (400, and the 500 that some versions answer for it) is given back. Follows no redirect: the
 * token goes to `VAULT_ADDR` alone.
 * @throws kek_unavailable for everything that another try may find mended: no answer in 3 s, sealed, standby, no right
 */
export async function callTransit<T>(
  vault: VaultAccess,
  call: { readonly path: string; readonly body: object; readonly schema: z.ZodType<T> },
): Promise<{ readonly ok: true; readonly data: T } | TransitRefusal> {
  const { status, text } = await post(vault, call.path, call.body);
  const body = parseJson(text);
  if (status === 200) {
    const parsed = z.object({ data: call.schema }).safeParse(body);
    if (!parsed.success) throw unavailable("Vault gave an answer that is not one of its transit engine.");
    return { ok: true, data: parsed.data.data };
  }
  const errors = failureSchema.safeParse(body).data?.errors ?? [];
  const isInput = status === 400 || errors.some((error) => error.includes("message authentication failed"));
  if (isInput && !errors.some((error) => error.includes("encryption key not found"))) return { ok: false, errors };
  throw unavailable(sentenceOf(status, vault));
}

async function post(vault: VaultAccess, path: string, body: object): Promise<{ status: number; text: string }> {
  const token = await vault.token();
  try {
    const response = await fetch(`${vault.address}/v1/${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-vault-request": "true",
        "x-vault-token": token,
        ...(vault.namespace === undefined ? {} : { "x-vault-namespace": vault.namespace }),
      },
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(answerMs),
    });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    throw unavailable("Vault does not answer.", cause);
  }
}

function sentenceOf(status: number, { mount, key }: VaultAccess): string {
  if (status === 403) return `Vault refuses the token: its policy must allow this process's side of ${mount}/${key}.`;
  if (status === 400 || status === 404) return `Vault has no key ${key} in a transit engine at ${mount}.`;
  if (status === 503) return "Vault is sealed or in maintenance.";
  return `Vault answers ${status}.`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unavailable(sentence: string, cause?: unknown): AppError {
  return new AppError("kek_unavailable", sentence, { cause });
}
