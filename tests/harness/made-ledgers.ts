/** Names of the ledgers that tests of this file made and did not drop themselves. */
export const madeLedgers = new Set<string>();
