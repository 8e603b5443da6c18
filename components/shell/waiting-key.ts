/** Where the number beside "Approvals" is kept between the pages. */
export const waitingKey = ["waiting"] as const;
