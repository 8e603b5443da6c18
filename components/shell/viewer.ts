/** Who is signed in, as the shell shows it. */
export interface Viewer {
  readonly name: string;
  readonly email: string | null;
  readonly teams: readonly string[];
  readonly roles: readonly string[];
  /** Whether this installation speaks with a chat. */
  readonly hasChat: boolean;
}
