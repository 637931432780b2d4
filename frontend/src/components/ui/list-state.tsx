import type { ReactNode } from 'react';
import { ApiError } from '@/lib/api/error';
import type { Listing } from '@/lib/hooks/use-list';
import { Button } from './button';

/** Why a part of the page may not be seen. */
export function Denied({ children }: { children: ReactNode }) {
  return (
    <div className="nil" role="status">
      <h2>Not yours to see</h2>
      <p>{children}</p>
    </div>
  );
}

/** That something could not be read, why, and the way to try again. */
export function Failed({ what, error, retry }: { what: string; error: Error; retry: () => void }) {
  if (error instanceof ApiError && error.status === 403) return <Denied>{error.message}</Denied>;
  return (
    <div className="nil" role="alert">
      <h2>{what} could not be read</h2>
      <p>
        {error.message}
        {error instanceof ApiError && error.requestId && (
          <>
            {' '}
            Request <span className="mono">{error.requestId}</span>
          </>
        )}
      </p>
      <Button onClick={retry}>Try again</Button>
    </div>
  );
}

export function Waiting({ what }: { what: string }) {
  return (
    <div className="wait" role="status" aria-label={`Reading ${what.toLowerCase()}`}>
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} aria-hidden="true">
          <i className="sk" style={{ width: 120 + ((index * 53) % 80) }} />
          <i className="sk" style={{ width: 60 + ((index * 31) % 60) }} />
          <i className="sk" style={{ width: 90 + ((index * 17) % 70) }} />
        </div>
      ))}
    </div>
  );
}

interface ListStateProps<T> {
  /** What the list holds, as a sentence begins with it: "People". */
  what: string;
  list: Listing<T>;
  /** Shown when there is nothing: the reason, and the next step. */
  empty: ReactNode;
  children: ReactNode;
}

/** One of the states of a list: being read, failed, not allowed, empty, or its rows with the way to more of them. */
export function ListState<T>({ what, list, empty, children }: ListStateProps<T>) {
  if (list.isFirstLoad) return <Waiting what={what} />;
  if (list.error && (list.items.length === 0 || (list.error instanceof ApiError && list.error.status === 403)))
    return <Failed what={what} error={list.error} retry={list.reload} />;
  if (list.items.length === 0) return <div className={list.isOld ? 'nil old' : 'nil'}>{empty}</div>;
  return (
    <>
      {list.error && (
        <div className="stale" role="alert">
          <span>
            <b>Not up to date:</b> {list.error.message}
          </span>
          <Button size="small" onClick={list.reload}>
            Try again
          </Button>
        </div>
      )}
      {children}
      {list.hasMore && (
        <div className="more">
          <Button aria-disabled={list.isLoadingMore} onClick={list.loadMore}>
            {list.isLoadingMore ? 'Reading …' : 'Show more'}
          </Button>
          <span className="hint">{list.items.length} shown</span>
        </div>
      )}
    </>
  );
}
