/** Who is signed in, as the shell shows it. */
export interface Viewer {
  readonly name: string;
  readonly email: string | null;
  readonly teams: readonly string[];
  readonly roles: readonly string[];
  /** Whether this installation speaks with a chat. */
  readonly hasChat: boolean;
  /** Whether emergency access can have something for them to do: a use of their own, a second yes, a review. */
  readonly hasEmergencies: boolean;
  /** Whether they may see what is not over and how back ends do. */
  readonly seesOperations: boolean;
  /** Whether they may see who is known here. */
  readonly seesPeople: boolean;
}
