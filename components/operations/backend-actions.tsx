"use client";

import { useRouter } from "next/navigation";
import { callApi } from "#components/api/call-api.ts";
import { ReasonAction } from "#components/patterns/reason-action.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { backendHealthSchema, type BackendHealthView } from "#domain/contracts/operation.ts";

/** Pauses a back end by hand, or resumes it, with a reason. */
export function BackendActions({ backend: { name, pause, can } }: { backend: BackendHealthView }) {
  const router = useRouter();
  const call = async (verb: "pause" | "resume", reason: string) => {
    const path = `/operations/backends/${encodeURIComponent(name)}/${verb}`;
    await callApi({ method: "POST", path, body: { reason }, answer: backendHealthSchema });
    toasts.add({ title: verb === "pause" ? `${name} is paused` : `${name} is resumed` });
    router.refresh();
  };
  if (pause === null) {
    return (
      <ReasonAction
        label="Pause"
        size="sm"
        title={`Pause ${name}?`}
        description="Nothing new is put on it; people read your reason in the catalog. What is there works on, what was approved waits. It stays paused until somebody resumes it."
        disabledReason={can.pause}
        onConfirm={(reason) => call("pause", reason)}
      />
    );
  }
  return (
    <ReasonAction
      label="Resume"
      size="sm"
      title={`Resume ${name}?`}
      description="New things are put on it again, and it is checked within a minute. A check that fails pauses it again."
      disabledReason={can.resume}
      onConfirm={(reason) => call("resume", reason)}
    />
  );
}
