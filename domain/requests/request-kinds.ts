/** What is asked of a thing that exists: a later end, or its end. Such a request builds nothing and reserves nothing. */
export const aboutKinds = ["extend", "destroy"] as const;
export type AboutKind = (typeof aboutKinds)[number];

/** What a request asks for: a new thing, or something of one that exists. */
export type RequestKind = "provision" | AboutKind;
