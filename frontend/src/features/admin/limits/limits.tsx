'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { Button } from '@/components/ui/button';
import { Confirm } from '@/components/ui/confirm';
import { Failed, Waiting } from '@/components/ui/list-state';
import { SearchField } from '@/components/ui/search-field';
import type { LimitStatus } from '@/lib/api/account-types';
import { getLimits, resetAllLimits } from '@/lib/api/admin';
import { useAddress } from '@/lib/hooks/use-address';
import { clock } from '@/lib/time';
import { LIMITS_KEY } from '../lib/query-keys';
import { Section } from '../parts';
import { CountTable } from './count-table';
import { GroupTable } from './group-table';

/** How many calls are let in, who is counted now, and the way to start a count anew. */
export function Limits() {
  const queryClient = useQueryClient();
  const [search, change] = useAddress();
  const find = search.get('find') ?? '';
  const query = useQuery({ queryKey: LIMITS_KEY, queryFn: ({ signal }) => getLimits(signal) });
  const setFind = useCallback((text: string) => change({ find: text }, 'replace'), [change]);
  const reload = () => queryClient.invalidateQueries({ queryKey: LIMITS_KEY });
  const resetAll = async () => {
    await resetAllLimits();
    await reload();
  };
  return (
    <Section
      tools={
        <>
          <SearchField label="Find who is counted" value={find} onChange={setFind} />
          {query.data && <span className="m t12">as of {clock(query.dataUpdatedAt)}</span>}
          <div className="acts">
            <Button onClick={() => void reload()}>Refresh</Button>
            <Confirm
              label="Reset all"
              question="All counts of this tenant start at zero, also those that hold someone back."
              disabled={!query.data || query.data.items.length === 0}
              action={resetAll}
            />
          </div>
        </>
      }
    >
      {query.data ? (
        <Status status={query.data} find={find} old={query.isRefetchError} reload={reload} />
      ) : query.error ? (
        <Failed what="Limits" error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Waiting what="Limits" />
      )}
    </Section>
  );
}

function Status({ status, find, old, reload }: { status: LimitStatus; find: string; old: boolean; reload: () => Promise<void> }) {
  const wanted = find.toLowerCase();
  const items = status.items.filter(({ group, subject, subjectKind }) => `${group} ${subjectKind} ${subject}`.toLowerCase().includes(wanted));
  return (
    <>
      {old && (
        <div className="stale" role="alert">
          <b>Not up to date:</b> the server did not answer the last time.
        </div>
      )}
      <h2 className="sec">Counted now</h2>
      {items.length > 0 ? (
        <CountTable items={items} old={old} reload={reload} />
      ) : (
        <p className="none">
          {find ? `Nobody who is counted matches “${find}”.` : 'Nobody is counted right now. A count begins with a call and ends with its window.'}
        </p>
      )}
      <h2 className="sec">The limits</h2>
      <GroupTable groups={status.groups} />
    </>
  );
}
