"use client";

import { useEffect } from "react";
import type { UseFormReturn } from "react-hook-form";
import { problemFields } from "#components/requests/problem-fields.ts";
import type { RequestFormValues } from "#components/requests/request-form-schema.ts";

const type = "preview";

/** Shows what a preview refuses at the fields that it is about, for as long as it does. */
export function useProblemAtField(form: UseFormReturn<RequestFormValues>, error: unknown): void {
  useEffect(() => {
    const fields = problemFields(error);
    for (const { field, message } of fields) form.setError(field, { type, message });
    return () => {
      for (const { field } of fields) {
        if (form.getFieldState(field).error?.type === type) form.clearErrors(field);
      }
    };
  }, [form, error]);
}
