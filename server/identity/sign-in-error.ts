/** Why a sign-in did not succeed: the values of the sign-in page's `error` parameter. */
export type SignInError = "cancelled" | "disabled" | "failed" | "unavailable";
