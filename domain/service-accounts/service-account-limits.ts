/** Accounts of one team that are not revoked. */
export const accountsPerTeamMax = 50;

/** Tokens of one account that are neither revoked nor expired. */
export const tokensPerAccountMax = 10;

/** The longest life of a token. */
export const tokenDaysMax = 90;
