"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { UseFormReturn } from "react-hook-form";
import { callApi } from "#components/api/call-api.ts";
import { useRepeatKey } from "#components/api/use-repeat-key.ts";
import { draftStore } from "#components/requests/draft-store.ts";
import { problemFields } from "#components/requests/problem-fields.ts";
import type { RequestFormValues } from "#components/requests/request-form-schema.ts";
import { requestSchema } from "#domain/contracts/request.ts";

/**
 * Files what the form holds and goes to the new request's page.
 *
 * The same body is sent under the same key however often it is tried, so a lost answer never files it twice.
 */
export function useSubmitRequest(form: UseFormReturn<RequestFormValues>) {
  const router = useRouter();
  const keyOf = useRepeatKey();
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });

  async function submit(values: RequestFormValues) {
    setState({ busy: true, error: null });
    try {
      const request = await callApi({
        method: "POST",
        path: "/requests",
        body: values,
        idempotencyKey: keyOf(values),
        answer: requestSchema,
      });
      draftStore.clear(values.template);
      router.push(`/requests/${request.id}`);
    } catch (error) {
      showFieldErrors(form, error);
      setState({ busy: false, error });
    }
  }

  return { submit, busy: state.busy, error: state.error };
}

function showFieldErrors(form: UseFormReturn<RequestFormValues>, error: unknown): void {
  for (const { field, message } of problemFields(error)) form.setError(field, { type: "server", message });
}
