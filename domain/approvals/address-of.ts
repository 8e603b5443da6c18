/** Gives the e-mail address of an account in the one form in which two of the same person are equal. */
export function addressOf(party: { readonly email: string | null }): string | null {
  return party.email === null ? null : party.email.normalize("NFKC").trim().toLowerCase();
}
