'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { passes } from '@/lib/api/error';
import { forgetOnChange } from '@/lib/api/forget-on-change';

const RETRIES = 2;

const mayPass = (failures: number, error: Error): boolean => failures < RETRIES && passes(error);

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: mayPass, refetchOnWindowFocus: false, gcTime: 60_000 } } }));
  useEffect(() => forgetOnChange(client), [client]);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
