"use client";

import { Toast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { cn } from "#components/cn.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import { toasts } from "#components/ui/toasts.ts";

/** Shows the newest notices in the corner; F6 moves the keyboard there, and errors stay until closed. */
export function Toaster() {
  return (
    <Toast.Provider toastManager={toasts} limit={3} timeout={6000}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-18 left-4 z-50 mx-auto flex max-w-sm flex-col gap-2 outline-none md:right-6 md:bottom-6 md:left-auto md:w-96">
          <Notices />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Notices() {
  const { toasts: shown } = Toast.useToastManager();
  return shown.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className={cn(
        "flex items-start gap-3 rounded-lg bg-raised p-3 pl-3.5 shadow-lg transition-opacity",
        "data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0",
      )}
    >
      {toast.type === "error" ? (
        <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad-ink" />
      ) : (
        <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-good-ink" />
      )}
      <Toast.Content className="min-w-0 flex-1">
        <Toast.Title className="text-md font-medium" />
        <Toast.Description className="text-sm text-ink-2" />
      </Toast.Content>
      <Toast.Close
        aria-label="Dismiss"
        className={buttonClass({ variant: "quiet", size: "icon", className: "-my-1 -mr-1" })}
      >
        <X aria-hidden />
      </Toast.Close>
    </Toast.Root>
  ));
}
