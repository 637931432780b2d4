'use client';

import { useCallback, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { SearchField } from '@/components/ui/search-field';
import { SidePanel } from '@/components/ui/side-panel';
import { listApiKeys } from '@/lib/api/admin';
import { useAddress } from '@/lib/hooks/use-address';
import { useList } from '@/lib/hooks/use-list';
import { KEYS_KEY } from '../lib/query-keys';
import { Section } from '../parts';
import { KeyList } from './key-list';
import { KeyPanel } from './key-panel';
import { NewKeyForm } from './new-key-form';

/** The API keys of the tenant: list, search, create, limit, revoke. */
export function Keys() {
  const [search, change] = useAddress();
  const [now] = useState(() => Date.now());
  const query = search.get('query') ?? '';
  const open = search.get('key');
  const list = useList([...KEYS_KEY, query], (page) => listApiKeys(query, page));
  const find = useCallback((text: string) => change({ query: text }, 'replace'), [change]);
  const close = useCallback(() => change({ new: undefined, key: undefined }), [change]);
  const create = () => change({ new: 'key', key: undefined });
  const found = list.items.find((key) => key.id === open);

  const panel =
    search.get('new') === 'key' ? (
      <SidePanel key="new" title="New API key" onClose={close}>
        <NewKeyForm onDone={close} />
      </SidePanel>
    ) : open && !list.isFirstLoad ? (
      <SidePanel key={open} title={found?.name ?? 'API key'} onClose={close}>
        {found ? <KeyPanel apiKey={found} now={now} /> : <p className="m">Not among the keys shown. Search for it by name or prefix.</p>}
      </SidePanel>
    ) : undefined;

  return (
    <Section
      panel={panel}
      tools={
        <>
          <SearchField label="Find by name or prefix" value={query} onChange={find} />
          <div className="acts">
            <Button variant="primary" onClick={create}>
              <Icon name="plus" small />
              New key
            </Button>
          </div>
        </>
      }
    >
      <KeyList
        list={list}
        query={query}
        now={now}
        openId={open ?? undefined}
        onOpen={(id) => change({ key: id, new: undefined })}
        onClear={() => change({ query: undefined })}
        onCreate={create}
      />
    </Section>
  );
}
