/** A login waits for four answers of the server. One that takes five seconds for each is slow, and not yet away. */
export const connectMsMax = 25_000;
