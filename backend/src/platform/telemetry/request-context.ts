import { AsyncLocalStorage } from 'node:async_hooks';

/** What everything that runs for one request knows about it, without passing it on: log lines and audit events take it from here. */
export interface RequestContext {
  requestId: string;
  /** Joins the requests of one undertaking, over several programs; the request id when the caller has sent none. */
  correlationId: string;
  /** Of the client, behind a proxy that is trusted too. */
  address: string;
  userAgent: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** The request that runs now, or undefined outside of one. */
export const currentRequest = (): RequestContext | undefined => storage.getStore();

/** Runs work, and all that it starts, as a part of a request. */
export function runInRequest<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}
