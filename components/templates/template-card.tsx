import { CirclePause, Clock, Unplug, Zap } from "lucide-react";
import { Link } from "#components/ui/link.tsx";
import type { ReactNode } from "react";
import { EnvironmentName } from "#components/patterns/place-names.tsx";
import { formatCost } from "#components/patterns/format-cost.ts";
import { formatHours } from "#components/patterns/format-hours.ts";
import { KeyProfile } from "#components/patterns/key-profile.tsx";
import { ConnectSteps } from "#components/templates/connect-steps.tsx";
import { missingSteps } from "#components/templates/missing-steps.ts";
import { Badge } from "#components/ui/badge.tsx";
import type { TemplateView } from "#domain/contracts/template.ts";

/** An environment as the catalog shows it. */
export interface OfferedEnvironment {
  readonly id: string;
  /** True where a person is asked whatever the request says. */
  readonly asks: boolean;
}

interface TemplateCardProps {
  template: TemplateView;
  /** The environments it is offered in, in promotion order. */
  environments: readonly OfferedEnvironment[];
  /** True for whoever can connect what is not connected. */
  canConnect: boolean;
}

/** One offer of the catalog: what you get, at what cost, for how long, how fast. The whole card leads to its form. */
export function TemplateCard({ template, environments, canConnect }: TemplateCardProps) {
  const { connectedSomewhere, isReadySomewhere, pauses, steps } = missingSteps(template);
  const isPaused = connectedSomewhere && !isReadySomewhere;
  return (
    <li className="panel relative grid gap-x-8 gap-y-4 p-4 transition-colors hover:border-line-strong has-focus-visible:border-line-strong lg:grid-cols-[minmax(0,1fr)_15rem_16.5rem]">
      <div className="flex min-w-0 flex-col">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="text-lg">
            <Link
              href={`/templates/${template.id}`}
              data-row-link
              className="after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-offset-2 focus-visible:after:outline-focus"
            >
              {template.title}
            </Link>
          </h2>
          <KeyProfile digest={template.version} />
          {!connectedSomewhere && (
            <Badge tone="wait">
              <Unplug aria-hidden />
              Not connected
            </Badge>
          )}
          {isPaused && (
            <Badge tone="wait">
              <CirclePause aria-hidden />
              Paused
            </Badge>
          )}
        </div>
        <p className="mt-1.5 max-w-prose text-md text-ink-2">{template.summary}</p>
        {!connectedSomewhere && (
          <div className="mt-3 max-w-prose border-l-2 border-wait-line pl-3 text-md">
            <ConnectSteps steps={steps} canConnect={canConnect} />
          </div>
        )}
        {pauses.map((sentence) => (
          <p key={sentence} className="mt-3 max-w-prose border-l-2 border-wait-line pl-3 text-md">
            {sentence}
          </p>
        ))}
        <p className="mt-auto pt-3 text-sm text-ink-3">
          <code>{template.id}</code> · kept by {template.maintainers.join(", ")}
        </p>
      </div>
      <Column title="Sizes">
        {template.sizes.length === 0 && <li className="text-sm">One size</li>}
        {template.sizes.map((size) => (
          <li key={size.id} className="flex justify-between gap-3 text-sm">
            <span className="truncate" title={size.summary}>
              {size.title}
            </span>
            <span className="whitespace-nowrap text-ink-2">{size.monthlyCost ? formatCost(size.monthlyCost) : ""}</span>
          </li>
        ))}
      </Column>
      <Column
        title={`Kept ${formatHours(template.lifetimeHours.default)}, up to ${formatHours(template.lifetimeHours.max)}`}
      >
        {environments.map((environment) => (
          <Speed
            key={environment.id}
            environment={environment}
            connection={template.connections.find((connection) => connection.environment === environment.id)}
          />
        ))}
      </Column>
    </li>
  );
}

function Column({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="min-w-0 lg:border-l lg:border-line lg:pl-5">
      <p className="mb-1.5 text-sm text-ink-3">{title}</p>
      <ul className="flex flex-col gap-1">{children}</ul>
    </div>
  );
}

interface SpeedProps {
  environment: OfferedEnvironment;
  connection: TemplateView["connections"][number] | undefined;
}

function Speed({ environment, connection }: SpeedProps) {
  const Icon = environment.asks ? Clock : Zap;
  const isPaused = connection !== undefined && connection.paused !== null;
  const Stopped = isPaused ? CirclePause : Unplug;
  if (connection?.connected !== true || isPaused) {
    return (
      <li className="flex items-center justify-between gap-3 text-sm">
        <span className="truncate">
          <EnvironmentName id={environment.id} />
        </span>
        <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-ink-3">
          <Stopped aria-hidden className="size-3.5" />
          {isPaused ? "paused" : "not connected"}
        </span>
      </li>
    );
  }
  return (
    <li className="flex items-center justify-between gap-3 text-sm">
      <span className="truncate">
        <EnvironmentName id={environment.id} />
      </span>
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-ink-2">
        <Icon aria-hidden className={environment.asks ? "size-3.5 text-wait-ink" : "size-3.5 text-good-ink"} />
        {environment.asks ? "a person decides" : "at once"}
      </span>
    </li>
  );
}
