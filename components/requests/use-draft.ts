"use client";

import { useEffect, useState } from "react";
import type { UseFormReturn } from "react-hook-form";
import { draftStore } from "#components/requests/draft-store.ts";
import type { RequestFormValues } from "#components/requests/request-form-schema.ts";

interface DraftOptions {
  readonly templateId: string;
  /** What the form starts from, and goes back to. */
  readonly initial: RequestFormValues;
  /** False when the form was opened to show something else, such as an earlier request. */
  readonly restore: boolean;
}

/** Keeps the form in this tab while it is typed, and brings it back; `startOver` forgets it. */
export function useDraft(form: UseFormReturn<RequestFormValues>, { templateId, initial, restore }: DraftOptions) {
  const [restored, setRestored] = useState(false);
  const values = form.watch();

  useEffect(() => {
    const draft = restore ? draftStore.read(templateId) : null;
    if (draft === null) return;
    form.reset({ ...initial, ...draft, template: templateId }, { keepDefaultValues: true });
    setRestored(true);
    // Only on the first paint: afterwards the form is ahead of what is kept.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

  const { isDirty } = form.formState;
  const text = JSON.stringify(values);
  useEffect(() => {
    // At once: a reload may follow the last key.
    if (isDirty) draftStore.write(templateId, JSON.parse(text));
  }, [isDirty, templateId, text]);

  function startOver() {
    draftStore.clear(templateId);
    form.reset(initial);
    setRestored(false);
  }

  return { values, restored, startOver };
}
