/** What a request asks for: a new thing, a later end of one that exists, or its end. */
export const requestKinds = ["provision", "extend", "destroy"] as const;
export type RequestKind = (typeof requestKinds)[number];

/** Those that are about a thing that exists: they build nothing and reserve nothing. */
export const aboutKinds = ["extend", "destroy"] as const satisfies readonly RequestKind[];
export type AboutKind = (typeof aboutKinds)[number];
