/** How one field is shown. */
export interface LayoutField {
  readonly name: string;
  readonly label: string;
  readonly secret: boolean;
}

/** A ready-made piece of text made of the fields, in the browser or by the command line, never on a server. */
export interface LayoutSnippet {
  readonly id: string;
  readonly title: string;
  /** Text with `{field}`, `{field|uri}`, `{field|json}` or `{field|shell}`, and `{url}` and `{file}` (its content) likewise. */
  readonly template: string;
}

/** A file that the recipient keeps, made of the fields in the browser or by the command line, e.g. a kubeconfig. */
export interface LayoutFile {
  /** Proposed file name, e.g. `kubeconfig.yaml`. */
  readonly name: string;
  /** As a snippet's; it may name `{url}`. */
  readonly template: string;
}

/** How a credential is shown: field order and labels, the connection string, the snippets. Holds no secret. */
export interface CredentialLayout {
  readonly fields: readonly LayoutField[];
  /** Template of the connection string. */
  readonly url?: string;
  readonly file?: LayoutFile;
  readonly snippets?: readonly LayoutSnippet[];
}
