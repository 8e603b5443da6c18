import { Toast } from "@base-ui/react/toast";

/** The one queue of short notices; `Toaster` shows it. */
export const toasts = Toast.createToastManager();
