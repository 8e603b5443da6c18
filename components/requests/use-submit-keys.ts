"use client";

import { useEffect, type RefObject } from "react";

/** Submits a form by Ctrl+Enter or Cmd+Enter from any of its fields, as its button would. */
export function useSubmitKeys(form: RefObject<HTMLFormElement | null>): void {
  useEffect(() => {
    const element = form.current;
    if (element === null) return;
    function press(event: KeyboardEvent) {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
      event.preventDefault();
      // Pressing the button itself keeps its own conditions: a disabled one stays dead.
      element?.querySelector<HTMLButtonElement>("button[type=submit]")?.click();
    }
    element.addEventListener("keydown", press);
    return () => element.removeEventListener("keydown", press);
  }, [form]);
}
