/** Somebody in chat, by the only names that identify them; what they are called there identifies nobody. */
export interface ChatUser {
  /** The enterprise's id where there is one, else the workspace's. */
  readonly workspaceId: string;
  readonly chatUserId: string;
}

/** The same, with what the chat calls them and the workspace: for people to read. */
export interface NamedChatUser extends ChatUser {
  readonly workspaceName: string;
  readonly chatName: string;
}
