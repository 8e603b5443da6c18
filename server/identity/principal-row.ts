/** A principal as the ledger has it. */
export interface PrincipalRow {
  readonly id: string;
  readonly kind: string;
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  readonly name: string;
  readonly groups: readonly string[];
}

/** The row with what decides whether newer claims change it and whether it may act. */
export interface KnownPrincipal extends PrincipalRow {
  readonly claimsAt: Date;
  readonly disabledAt: Date | null;
}
