import packageJson from "../package.json" with { type: "json" };

/** The version of this command; the bundled file has it written in. */
export const version: string = packageJson.version;
