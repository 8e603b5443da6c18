import { EmptyState } from "#components/ui/empty-state.tsx";
import type { ResourceState } from "#domain/contracts/resource.ts";

const words = {
  creating: {
    title: "It is being built",
    text: "How to connect stands here as soon as it is ready.",
  },
  active: {
    title: "Nothing is known about how to connect",
    text: "What is needed came with the credentials, on the reveal page.",
  },
  frozen: {
    title: "Nobody can connect while it is frozen",
    text: "Access has ended; the data is kept until the time to restore it has passed.",
  },
  destroying: {
    title: "Nobody can connect any more",
    text: "It is being destroyed, and access ended first.",
  },
  destroyed: {
    title: "There is nothing to connect to",
    text: "It was destroyed, with all its data.",
  },
} as const satisfies Record<ResourceState, { title: string; text: string }>;

/** What stands where a connection would be, by the state of its resource. */
export function NoConnection({ state }: { state: ResourceState }) {
  return <EmptyState title={words[state].title}>{words[state].text}</EmptyState>;
}
