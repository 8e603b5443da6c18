import type { RequestEvent } from "#domain/contracts/request.ts";

type TimelineMood = "done" | "active" | "failed" | "undone" | "note";

/** One line of a timeline: an event, or all events of one step. */
export interface TimelineItem {
  readonly key: string;
  readonly message: string;
  readonly actor: string | null;
  readonly mood: TimelineMood;
  /** When it began. */
  readonly at: string;
  /** From the step's first event to its last, once it has ended; null for what has no length. */
  readonly milliseconds: number | null;
  readonly attempt: number;
  /** The first event that told of it, for order. */
  readonly id: string;
}

const stepMoods: Readonly<Record<string, TimelineMood>> = {
  pending: "active",
  running: "active",
  done: "done",
  undoing: "active",
  undone: "undone",
  failed: "failed",
  skipped: "note",
};

/** Folds a history into lines: the events of one step become one line that says how it stands now. */
export function buildTimeline(events: readonly RequestEvent[]): readonly TimelineItem[] {
  const items = new Map<string, TimelineItem>();
  for (const event of events) {
    const key = event.step === null ? event.id : stepKey(event, items);
    items.set(key, foldEvent(event, key, items.get(key)));
  }
  return [...items.values()];
}

/** A step that is undone after it was done gets a line of its own, so that the way forward stays readable. */
function stepKey({ step }: RequestEvent, items: ReadonlyMap<string, TimelineItem>): string {
  const name = step?.name ?? "";
  const undoing = step?.state === "undoing" || step?.state === "undone";
  return undoing && items.has(`step:${name}`) ? `undo:${name}` : `step:${name}`;
}

function foldEvent(event: RequestEvent, key: string, before: TimelineItem | undefined): TimelineItem {
  const mood = event.step === null ? stateMood(event) : (stepMoods[event.step.state] ?? "note");
  const at = before?.at ?? event.at;
  const ended = event.step !== null && mood !== "active";
  return {
    key,
    message: event.message,
    actor: event.actor,
    mood,
    at,
    milliseconds: ended && before ? Date.parse(event.at) - Date.parse(at) : null,
    attempt: event.step?.attempt ?? 0,
    id: before?.id ?? event.id,
  };
}

function stateMood({ state }: RequestEvent): TimelineMood {
  switch (state) {
    case "denied":
    case "rejected":
    case "failed":
      return "failed";
    case "withdrawn":
    case "expired":
      return "undone";
    case "approved":
    case "fulfilled":
      return "done";
    case "pending_approval":
    case "provisioning":
    case null:
      return "note";
  }
}
