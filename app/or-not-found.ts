import { notFound } from "next/navigation";
import { isAppError } from "#domain/errors/app-error.ts";

/** Gives what a use case gives, and the not-found page where it says `not_found`. */
export async function orNotFound<T>(found: T | Promise<T>): Promise<T> {
  try {
    return await found;
  } catch (error) {
    if (isAppError(error, "not_found")) notFound();
    throw error;
  }
}
