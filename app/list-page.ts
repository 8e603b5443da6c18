import { redirect } from "next/navigation";
import { listHref, type SearchParams } from "#app/list-query.ts";
import { isAppError } from "#domain/errors/app-error.ts";

interface ListPage<T> {
  readonly path: string;
  readonly params: SearchParams;
  readonly load: () => Promise<T>;
}

/** Gives a page of a list; an address with a cursor that is no longer good leads to the first page. */
export async function listPage<T>({ path, params, load }: ListPage<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (isAppError(error, "invalid_input") && params.cursor !== undefined) {
      redirect(listHref(path, params, { cursor: null }));
    }
    throw error;
  }
}
