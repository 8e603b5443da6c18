/** A type in words; `schema` names the part of the page that tells it. */
export interface TypeView {
  readonly text: string;
  readonly schema: string | null;
}

/** One field of an object. */
export interface FieldView extends SchemaView {
  readonly name: string;
  readonly isRequired: boolean;
}

/** What a value may be. `forms` holds the fields of each object that it can be; empty where it is none told in place. */
export interface SchemaView {
  readonly type: TypeView;
  readonly description: string | null;
  readonly limits: readonly string[];
  readonly values: readonly string[];
  readonly forms: readonly (readonly FieldView[])[];
}

/** One parameter of a path, a query or a header. */
export interface ParameterView extends FieldView {
  readonly place: string;
}

/** One answer that is no problem. */
export interface AnswerView {
  readonly status: string;
  readonly description: string;
  readonly headers: readonly { readonly name: string; readonly description: string }[];
  readonly mediaType: string | null;
  readonly schema: SchemaView | null;
  readonly example: string | null;
}

/** One operation, ready to be shown. */
export interface OperationView {
  readonly id: string;
  readonly method: string;
  /** With its prefix, below the origin. */
  readonly path: string;
  readonly origin: string;
  readonly summary: string;
  readonly description: string;
  /** Null: no sign-in is needed. */
  readonly scope: string | null;
  readonly parameters: readonly ParameterView[];
  readonly body: { readonly mediaType: string; readonly schema: SchemaView } | null;
  readonly answers: readonly AnswerView[];
  readonly problems: readonly { readonly status: string; readonly codes: readonly string[] }[];
  readonly curl: string;
  /** The same as a `latchkey` command; null: there is none. */
  readonly command: string | null;
}

/** The whole contract, ready to be shown. */
export interface Reference {
  readonly tags: readonly TagView[];
  /** What answers hold, told once. */
  readonly schemas: readonly NamedSchema[];
  readonly events: EventsView;
}

/** What is sent to webhooks. */
export interface EventsView {
  /** In the order of a thing's life. */
  readonly kinds: readonly { readonly type: string; readonly meaning: string }[];
  /** Headers of every message. */
  readonly headers: readonly ParameterView[];
  /** What a receiver answers with. */
  readonly answers: readonly { readonly status: string; readonly description: string }[];
}

/** The operations of one tag. */
export interface TagView {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly OperationView[];
}

/** A schema that others refer to. */
export interface NamedSchema {
  readonly name: string;
  readonly schema: SchemaView;
}
