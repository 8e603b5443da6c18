import { AppError, isAppError } from "#domain/errors/app-error.ts";

/**
 * Runs a part of the engine that a resource type calls; what fails there is never taken for the back end's failure.
 *
 * A type maps what its driver throws and lets an AppError pass: this makes one of everything, with `sentence`. After an
 * abort the error stays as it is.
 * @throws what `work` throws if it is an AppError, else internal
 */
export async function asOwnFailure<T>(sentence: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isAppError(error) || signal.aborted) throw error;
    throw new AppError("internal", sentence, { cause: error });
  }
}
