/** What stands on the page for a secret that is not shown. */
export const dots = "••••••••";
