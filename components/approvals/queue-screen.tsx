"use client";

import { BulkResults } from "#components/approvals/bulk-results.tsx";
import { ChangedNotice } from "#components/approvals/changed-notice.tsx";
import { DecideBar } from "#components/approvals/decide-bar.tsx";
import { QueueDetail } from "#components/approvals/queue-detail.tsx";
import { QueueList } from "#components/approvals/queue-list.tsx";
import { spellOver } from "#components/approvals/spell-over.ts";
import { useQueueScreen } from "#components/approvals/use-queue-screen.ts";
import { cn } from "#components/cn.ts";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { openShortcutHelp } from "#components/shell/shell-events.ts";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import type { Queue, QueueItem } from "#domain/contracts/queue.ts";

/** What waits for the person who looks, and the one that is open, side by side; on a phone one after the other. */
export function QueueScreen(props: { first: Queue; item: QueueItem | null }) {
  const screen = useQueueScreen(props);
  const isOpen = screen.openId !== null;
  const isEmpty = screen.queue.entries.length === 0;
  return (
    <>
      <div className={cn(isOpen && "max-lg:sr-only")}>
        <PageHeader
          title="Approvals"
          lead="What needs your decision, the riskiest first. Your own requests are never among it."
          actions={
            <Button variant="quiet" className="max-lg:hidden" onClick={openShortcutHelp}>
              Keys <Kbd>?</Kbd>
            </Button>
          }
        />
      </div>
      <p role="status" className="sr-only">
        {screen.said}
      </p>
      {screen.results.length > 0 && <BulkResults results={screen.results} onDismiss={screen.dismissResults} />}
      <div className="grid items-start gap-6 lg:grid-cols-[21rem_minmax(0,1fr)]">
        <div
          className={cn(
            "min-w-0 lg:sticky lg:top-4 lg:max-h-[calc(100dvh-11rem)] lg:overflow-y-auto lg:rounded-lg",
            isOpen && "max-lg:hidden",
            isEmpty && !isOpen && "lg:col-span-2",
          )}
        >
          {isEmpty ? <Nothing /> : <QueueList screen={screen} />}
        </div>
        <div className={cn("min-w-0", !isOpen && "max-lg:hidden")}>
          {screen.entry !== null && <OpenItem screen={screen} />}
          {screen.entry === null && isOpen && <NotThere onBack={screen.close} />}
        </div>
      </div>
    </>
  );
}

function OpenItem({ screen }: { screen: ReturnType<typeof useQueueScreen> }) {
  const { entry, item, outcome, comments, read, nextId } = screen;
  if (entry === null) return null;
  const over = spellOver(item, outcome);
  const comment = comments.commentOn(entry.id);
  return (
    <QueueDetail
      entry={item?.entry ?? entry}
      item={item}
      error={screen.error}
      over={over}
      heading={screen.focus.heading}
      onBack={screen.close}
      onNext={nextId === null ? null : () => screen.goTo(nextId)}
    >
      {read.isChanged && over === null && <ChangedNotice onSeen={read.accept} />}
      {(over === null || comment !== "") && (
        <DecideBar
          entry={entry}
          outcome={outcome}
          disabledReason={outcome?.state === "sending" ? null : screen.why}
          comment={comment}
          onComment={(text) => comments.write(entry.id, text)}
          commentField={screen.focus.commentField}
          confirmButton={screen.focus.confirmButton}
          asked={screen.asked}
          onVerdict={screen.say}
          onConfirm={screen.confirm}
          onCancel={screen.cancel}
        />
      )}
    </QueueDetail>
  );
}

function Nothing() {
  return (
    <EmptyState
      title="Nothing waits for you"
      action={<ButtonLink href="/requests?scope=team">See your team’s requests</ButtonLink>}
    >
      When a guardrail wants a person and you are one who may decide, it stands here and you are told.
    </EmptyState>
  );
}

function NotThere({ onBack }: { onBack: () => void }) {
  return (
    <EmptyState title="There is nothing here for you" action={<Button onClick={onBack}>All approvals</Button>}>
      There is no such request, or it is not yours to see.
    </EmptyState>
  );
}
