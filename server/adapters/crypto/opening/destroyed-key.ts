import { AppError } from "#domain/errors/app-error.ts";

/** The error of a payload whose key was destroyed: nobody can open it any more, and no other try will. */
export function destroyedKey(): AppError {
  const message = "The key that closed this was destroyed. It cannot be opened any more: have it issued again.";
  return new AppError("gone", message, { details: { state: "key_destroyed" } });
}
