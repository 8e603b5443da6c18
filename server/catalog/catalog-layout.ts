/** The files of a catalog folder: those at its top, and the folders that hold one file for each thing. */
export const catalogLayout = {
  files: [
    "environments.yaml",
    "classifications.yaml",
    "teams.yaml",
    "backends.yaml",
    "quotas.yaml",
    "attachments.yaml",
  ],
  /** Files at the top that may be missing. */
  optionalFiles: ["break-glass.yaml", "issuers.yaml"],
  /** What a folder holds, and whether there must be one; a folder that needs none may be missing. */
  folders: {
    templates: { noun: "template", needsOne: true },
    matrices: { noun: "matrix", needsOne: true },
    policies: { noun: "policy", needsOne: false },
    packs: { noun: "pack", needsOne: false },
  },
} as const;

/** A file at the top. */
export type CatalogFile = (typeof catalogLayout)["files" | "optionalFiles"][number];
/** A folder of files. */
export type CatalogFolder = keyof (typeof catalogLayout)["folders"];
