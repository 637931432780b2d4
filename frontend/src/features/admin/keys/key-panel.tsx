import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Confirm } from '@/components/ui/confirm';
import { TextField } from '@/components/ui/field';
import { FormMessage } from '@/components/ui/form-message';
import { TimeText } from '@/components/ui/time-text';
import type { ApiKey, ApiKeyChange } from '@/lib/api/account-types';
import { changeApiKey, revokeApiKey } from '@/lib/api/admin';
import { useAttempt } from '@/lib/hooks/use-attempt';
import { fixedText, keyStanding } from '../lib/key-words';
import { localOf } from '../lib/local-time';
import { KEYS_KEY } from '../lib/query-keys';
import { Deeds, Facts, State } from '../parts';
import { LimitFields, limitsAreRight, readLimits, type KeyLimits } from './limit-fields';

/** One key: its facts, its limits, and the end of it. */
export function KeyPanel({ apiKey, now }: { apiKey: ApiKey; now: number }) {
  const queryClient = useQueryClient();
  const reload = () => queryClient.invalidateQueries({ queryKey: KEYS_KEY });
  const standing = keyStanding(apiKey, now);
  return (
    <>
      <Facts
        facts={[
          [
            'State',
            <State key="s" kind={standing.kind}>
              {standing.text}
            </State>,
          ],
          [
            'Begins with',
            <span key="p" className="mono">
              {apiKey.prefix ? `${apiKey.prefix}…` : '–'}
            </span>,
          ],
          ['May', apiKey.scopes.join(', ')],
          ['Puts on every log', fixedText(apiKey) || 'nothing'],
          ['Created', <TimeText key="c" at={apiKey.createdAt} />],
          ['Created by', apiKey.createdBy ?? 'the server itself'],
          ['Last used', <TimeText key="l" at={apiKey.lastUsedAt} none="never" />],
          ...(apiKey.revokedAt ? [['Revoked', <TimeText key="r" at={apiKey.revokedAt} />] as const] : []),
        ]}
      />
      {!apiKey.revokedAt && (
        <>
          <KeyForm key={`${apiKey.name}|${apiKey.expiresAt}|${apiKey.bytesPerSecond}|${apiKey.recordsPerSecond}`} apiKey={apiKey} reload={reload} />
          <Deeds>
            <Confirm
              label="Revoke"
              question={`Programs that use ${apiKey.name} are refused within 2 s. This cannot be undone.`}
              action={async () => {
                await revokeApiKey(apiKey.id);
                await reload();
              }}
            />
          </Deeds>
        </>
      )}
    </>
  );
}

/** What differs from the key as it is; null takes a limit away. */
function changeOf(apiKey: ApiKey, name: string, limits: KeyLimits): ApiKeyChange {
  const { expiresAt, bytesPerSecond, recordsPerSecond } = readLimits(limits);
  const sameEnd = limits.expires === localOf(apiKey.expiresAt);
  return {
    ...(name.trim() === apiKey.name ? {} : { name: name.trim() }),
    ...(sameEnd ? {} : { expiresAt: expiresAt ?? null }),
    ...((bytesPerSecond ?? null) === apiKey.bytesPerSecond ? {} : { bytesPerSecond: bytesPerSecond ?? null }),
    ...((recordsPerSecond ?? null) === apiKey.recordsPerSecond ? {} : { recordsPerSecond: recordsPerSecond ?? null }),
  };
}

function KeyForm({ apiKey, reload }: { apiKey: ApiKey; reload: () => Promise<void> }) {
  const [name, setName] = useState(apiKey.name);
  const [limits, setLimits] = useState<KeyLimits>({
    expires: localOf(apiKey.expiresAt),
    bytes: apiKey.bytesPerSecond ? String(apiKey.bytesPerSecond) : '',
    records: apiKey.recordsPerSecond ? String(apiKey.recordsPerSecond) : '',
  });
  const attempt = useAttempt();
  const change = changeOf(apiKey, name, limits);
  const ready = limitsAreRight(limits) && name.trim() !== '' && Object.keys(change).length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    void attempt.run(async () => {
      await changeApiKey(apiKey.id, change);
      await reload();
    });
  };
  return (
    <form className="frm" onSubmit={submit}>
      <FormMessage message={attempt.message} />
      <TextField label="Name" required autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
      <LimitFields value={limits} onChange={setLimits} sends={apiKey.scopes.includes('ingest')} />
      <Button variant="primary" type="submit" disabled={!ready || attempt.waitSeconds > 0} aria-disabled={attempt.busy}>
        {attempt.busy ? 'Saving …' : 'Save'}
      </Button>
    </form>
  );
}
