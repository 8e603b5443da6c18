/** One claim that tokens of a kind of issuer have, and what a rule may do with it. */
export interface ClaimEntry {
  readonly name: string;
  /** What it says, in a few words. */
  readonly help: string;
  /** Why a rule may not bind it, and what to bind instead; null: it may. */
  readonly refusal: string | null;
  /** The form of every value that it can have, and what that form is; null: any text. */
  readonly form: { readonly pattern: RegExp; readonly says: string } | null;
  /** The claim without which this one is nothing but a name that somebody else can take; null: it is more than a name. */
  readonly nameOf: string | null;
  /** What can differ from run to run while a rule leaves it free, and why that matters; null: it does not. */
  readonly whenFree: string | null;
}

/** Claims of which a rule binds one alternative in full. */
export interface ClaimRequirement {
  readonly alternatives: readonly (readonly string[])[];
  /** What to bind and why, in a sentence. */
  readonly says: string;
  /** True for what only environments beyond the first ask for. */
  readonly strictOnly?: boolean;
}

/** What rules about one issuer are made of. */
export interface ClaimTable {
  readonly entries: readonly ClaimEntry[];
  readonly requirements: readonly ClaimRequirement[];
}

type Binding = Partial<Pick<ClaimEntry, "form" | "nameOf" | "whenFree">>;

/** An entry of a claim that may be bound. */
export function bindable(name: string, help: string, rest: Binding = {}): ClaimEntry {
  return { name, help, refusal: null, form: null, nameOf: null, whenFree: null, ...rest };
}

/** An entry of a claim that is never bound. */
export function unbindable(name: string, help: string, refusal: string): ClaimEntry {
  return { name, help, refusal, form: null, nameOf: null, whenFree: null };
}

/** A number as an issuer writes ids: digits, no zero in front. */
export const idForm = { pattern: /^[1-9][0-9]{0,19}$/, says: "a number, as the token has it" } as const;
/** True or false, and only true is worth binding. */
export const trueForm = { pattern: /^true$/, says: "true: only what is protected is to be trusted" } as const;
/** A branch or a tag. */
export const refTypeForm = { pattern: /^(branch|tag)$/, says: "branch or tag" } as const;
