const grammar = /^(all|[a-z][a-z-]{1,40}:(read|write|approve|reveal))$/;

/** True for `all` and for `noun:read|write|approve|reveal`. */
export function isApiScope(text: string): boolean {
  return grammar.test(text);
}

/** Gives the scopes of a token's `scope` claim (RFC 6749, section 3.3) that mean something here, each once. */
export function parseScopes(claim: string): readonly string[] {
  return [...new Set(claim.split(" ").filter(isApiScope))];
}
