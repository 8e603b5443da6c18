import { deadLetterSuffix, type RabbitmqParameters } from "./parameters.ts";

/** A queue as the broker's definitions write it. */
export interface QueueDefinition {
  readonly name: string;
  readonly durable: true;
  readonly auto_delete: false;
  readonly arguments: Readonly<Record<string, string>>;
}

/** The queues that a virtual host has from the beginning; one that dead letters go to stands before the one they come from. */
export function plannedQueues({ queues }: RabbitmqParameters): readonly QueueDefinition[] {
  return queues.flatMap(({ name, type, deadLetter }) => {
    const deadName = `${name}${deadLetterSuffix}`;
    const toDead = { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": deadName };
    return [
      ...(deadLetter ? [define(deadName, { "x-queue-type": type })] : []),
      define(name, { "x-queue-type": type, ...(deadLetter ? toDead : {}) }),
    ];
  });
}

function define(name: string, args: Readonly<Record<string, string>>): QueueDefinition {
  return { name, durable: true, auto_delete: false, arguments: args };
}
