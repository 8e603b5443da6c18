/** Rules of one service account that are not revoked. */
export const rulesPerAccountMax = 20;

/** Claims that one rule binds. */
export const claimsPerRuleMax = 20;

/** The longest value of a claim that a rule binds, in UTF-16 code units. */
export const claimValueCharactersMax = 500;

/** The longest token that is looked at, in characters. */
export const tokenCharactersMax = 16_384;
