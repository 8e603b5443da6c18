// Preloaded into every child of the supervisor: when the channel to it closes, the supervisor is gone, and the ports
// must be free for the next one. Work in flight is resumed from the ledger, as after any crash.
// Listening keeps a child alive: it ends by process.exit or by disconnecting itself.
process.once("disconnect", () => process.exit(process.exitCode ?? 1));
