/** Endpoints of one team, and of the platform, at a time. */
export const webhooksPerTeamMax = 20;

/** For how long the key before still signs beside the new one, unless said otherwise, and at most. */
export const keyOverlapHours = { default: 24, max: 168 } as const;

/** An attempt that fails so many days after the first of nothing but failures switches its endpoint off. */
export const failingDaysMax = 5;

/** For how long deliveries, and what they said, are kept. */
export const deliveryDaysKept = 30;

/** What of an answer is kept, in bytes. */
export const answerBytesKept = 1024;

/** What of an answer is read, in bytes. */
export const answerBytesRead = 64 * 1024;
