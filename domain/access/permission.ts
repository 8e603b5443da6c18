/** The answer of every `can…` function: a refusal says why, so that a disabled button can too. */
export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** The one positive answer. */
export const allowed: Permission = { allowed: true };

/** A refusal with the reason that is shown. */
export function refused(reason: string): Permission {
  return { allowed: false, reason };
}
