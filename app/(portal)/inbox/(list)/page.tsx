import type { Metadata } from "next";
import { listPage } from "#app/list-page.ts";
import { listHref, readListQuery } from "#app/list-query.ts";
import { openPage } from "#app/open-page.ts";
import { ChoicesPanel } from "#components/notifications/choices-panel.tsx";
import { InboxList } from "#components/notifications/inbox-list.tsx";
import { MarkAllRead } from "#components/notifications/mark-all-read.tsx";
import { LinkTabs } from "#components/patterns/link-tabs.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Pagination } from "#components/patterns/pagination.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { canSeeDeliveries } from "#domain/access/can-see-deliveries.ts";
import { notificationListQuerySchema, type NotificationListQuery } from "#domain/contracts/notification.ts";
import { countUnread } from "#server/notifications/count-unread.ts";
import { listNotificationChoices } from "#server/notifications/list-notification-choices.ts";
import { listNotifications } from "#server/notifications/list-notifications.ts";

export const metadata: Metadata = { title: "Inbox" };

const path = "/inbox";
const views = [
  { only: undefined, label: "All" },
  { only: "needs_me", label: "Needs me" },
  { only: "unread", label: "Unread" },
] as const;

/** What the reader was told, newest first, and what they want to be written to about. */
export default async function InboxPage({ searchParams }: PageProps<"/inbox">) {
  const params = await searchParams;
  const { ctx, actor } = await openPage(listHref(path, params, {}));
  const query = readListQuery(notificationListQuerySchema.omit({ limit: true }), params);
  const [page, { unread }, choices] = await Promise.all([
    listPage({ path, params, load: () => listNotifications(ctx, actor, query) }),
    countUnread(ctx, actor),
    listNotificationChoices(ctx, actor),
  ]);
  return (
    <>
      <PageHeader
        title="Inbox"
        actions={
          <>
            {canSeeDeliveries(actor).allowed && <ButtonLink href="/inbox/deliveries">Deliveries</ButtonLink>}
            <MarkAllRead unread={unread} />
          </>
        }
      />
      <LinkTabs
        label="Which messages"
        tabs={views.map(({ only, label }) => ({
          href: listHref(path, params, { only: only ?? null, cursor: null }),
          label,
          current: only === query.only,
        }))}
      />
      <div className="mt-4">
        {page.items.length > 0 ? (
          <InboxList key={unread} messages={page.items} origin={ctx.settings.LATCHKEY_PUBLIC_URL} />
        ) : (
          <NoMessages only={query.only} />
        )}
        <Pagination
          noun="messages"
          nextHref={page.nextCursor && listHref(path, params, { cursor: page.nextCursor })}
          firstHref={query.cursor ? listHref(path, params, { cursor: null }) : null}
        />
      </div>
      <div className="mt-8 max-w-3xl">
        <ChoicesPanel choices={choices.items} />
      </div>
    </>
  );
}

const emptyWords = {
  needs_me: { title: "Nothing needs you", text: "What waits for you to decide or to open is listed here." },
  unread: { title: "Everything is read", text: "What is new is listed here." },
  all: { title: "No messages yet", text: "What becomes of your requests, and what others ask of you, is told here." },
} as const;

function NoMessages({ only }: Pick<NotificationListQuery, "only">) {
  const { title, text } = emptyWords[only ?? "all"];
  return (
    <EmptyState title={title} action={only && <ButtonLink href={path}>Show all messages</ButtonLink>}>
      {text}
    </EmptyState>
  );
}
