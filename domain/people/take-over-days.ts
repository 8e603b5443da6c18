/** For how many days somebody of its team can take over what a leaver owned, before it is frozen. */
export const takeOverDays = 14;
