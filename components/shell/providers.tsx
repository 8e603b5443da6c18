"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { useState, type ReactNode } from "react";
import { ProblemError } from "#components/api/problem-error.ts";
import { Toaster } from "#components/ui/toaster.tsx";

const retriesMax = 2;

/** What client components need around them: the query cache, URL state, tooltips, notices, the page's nonce. */
export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [client] = useState(makeClient);
  return (
    <CSPProvider nonce={nonce}>
      <QueryClientProvider client={client}>
        <NuqsAdapter>
          <Tooltip.Provider delay={350}>{children}</Tooltip.Provider>
          <Toaster />
        </NuqsAdapter>
      </QueryClientProvider>
    </CSPProvider>
  );
}

function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // A refusal is an answer: only a call that got none is tried again.
      queries: { retry: (count, error) => !(error instanceof ProblemError) && count < retriesMax },
    },
  });
}
