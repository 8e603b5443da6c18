"use client";

import { useId, useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { channelWords, kindWords } from "#components/notifications/kind-words.ts";
import { Panel } from "#components/patterns/panel.tsx";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { notificationChoicesSchema, type NotificationChoice } from "#domain/contracts/notification.ts";
import { messageKinds } from "#domain/notifications/message-templates.ts";

/** What somebody is written to about outside the portal, by kind and channel; a change counts at once. */
export function ChoicesPanel({ choices: first }: { choices: readonly NotificationChoice[] }) {
  const [choices, setChoices] = useState(first);
  const [error, setError] = useState<unknown>(null);

  async function choose(choice: NotificationChoice, wanted: boolean) {
    const { kind, channel } = choice;
    setError(null);
    setChoices((known) => known.map((one) => (one === choice ? { ...one, wanted } : one)));
    try {
      const body = { kind, channel, wanted };
      const path = "/notifications/choices";
      const { items } = await callApi({ method: "POST", path, body, answer: notificationChoicesSchema });
      setChoices(items);
    } catch (cause) {
      setChoices((known) => known.map((one) => (one.kind === kind && one.channel === channel ? choice : one)));
      setError(cause);
    }
  }

  return (
    <Panel title="Write to me about" aside="The inbox keeps all of it">
      {error !== null && (
        <div className="border-b border-line p-4">
          <ProblemCallout error={error} />
        </div>
      )}
      <ul className="divide-y divide-line">
        {messageKinds.map((kind) => (
          <KindRow
            key={kind}
            kind={kind}
            choices={choices.filter((choice) => choice.kind === kind)}
            onChoose={(choice, wanted) => void choose(choice, wanted)}
          />
        ))}
      </ul>
    </Panel>
  );
}

interface KindRowProps {
  kind: NotificationChoice["kind"];
  choices: readonly NotificationChoice[];
  onChoose: (choice: NotificationChoice, wanted: boolean) => void;
}

function KindRow({ kind, choices, onChoose }: KindRowProps) {
  const id = useId();
  const { label, detail } = kindWords[kind];
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-[1_1_16rem]">
        <p className="text-md font-medium">{label}</p>
        <p id={id} className="text-sm text-ink-3">
          {detail}
        </p>
      </div>
      <div className="flex items-center gap-5">
        {choices.map((choice) => (
          <div key={choice.channel} className="flex items-center gap-2 text-sm text-ink-2">
            {channelWords[choice.channel]}
            {choice.isFixed ? (
              <span className="text-ink-3">always</span>
            ) : (
              <Switch
                aria-label={`${label} by ${channelWords[choice.channel]}`}
                aria-describedby={id}
                checked={choice.wanted}
                onCheckedChange={(wanted) => onChoose(choice, wanted)}
              />
            )}
          </div>
        ))}
      </div>
    </li>
  );
}
