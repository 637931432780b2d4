import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { CheckField, TextField } from '@/components/ui/field';
import { FormMessage } from '@/components/ui/form-message';
import { SCOPES, type NewApiKey, type Scope } from '@/lib/api/account-types';
import { createApiKey } from '@/lib/api/admin';
import { useAttempt } from '@/lib/hooks/use-attempt';
import { filled } from '../lib/filled';
import { SCOPE_TEXT } from '../lib/key-words';
import { KEYS_KEY } from '../lib/query-keys';
import { LimitFields, limitsAreRight, readLimits, type KeyLimits } from './limit-fields';
import { ShownOnce } from './shown-once';

/** Makes a key, then shows it once. */
export function NewKeyForm({ onDone }: { onDone: () => void }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(['ingest']);
  const [fixed, setFixed] = useState({ source: '', environment: '' });
  const [limits, setLimits] = useState<KeyLimits>({ expires: '', bytes: '', records: '' });
  const [made, setMade] = useState<NewApiKey>();
  const attempt = useAttempt();
  if (made) return <ShownOnce made={made} onDone={onDone} />;

  const sends = scopes.includes('ingest');
  const right = scopes.length > 0 && (!sends || limitsAreRight(limits));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!right) return;
    void attempt.run(async () => {
      const put = sends ? filled({ source: fixed.source.trim(), environment: fixed.environment.trim() }) : {};
      const wanted = SCOPES.filter((scope) => scopes.includes(scope));
      setMade(await createApiKey({ name: name.trim(), scopes: wanted, ...put, ...readLimits(sends ? limits : { ...limits, bytes: '', records: '' }) }));
      await queryClient.invalidateQueries({ queryKey: KEYS_KEY });
    });
  };
  const toggle = (scope: Scope) => setScopes(scopes.includes(scope) ? scopes.filter((other) => other !== scope) : [...scopes, scope]);
  return (
    <form className="frm" onSubmit={submit}>
      <FormMessage message={attempt.message} />
      <TextField
        label="Name"
        required
        autoFocus
        autoComplete="off"
        placeholder="Such as checkout, production"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset className="fld">
        <legend className="lbl">May</legend>
        {SCOPES.map((scope) => (
          <CheckField key={scope} label={scope} hint={SCOPE_TEXT[scope]} checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
        ))}
        {scopes.length === 0 && <div className="hint bad">Choose at least one.</div>}
      </fieldset>
      {sends && (
        <div className="pair">
          <TextField
            label="Fixed source"
            autoComplete="off"
            spellCheck={false}
            placeholder="as sent"
            value={fixed.source}
            onChange={(event) => setFixed({ ...fixed, source: event.target.value })}
          />
          <TextField
            label="Fixed environment"
            autoComplete="off"
            spellCheck={false}
            placeholder="as sent"
            value={fixed.environment}
            onChange={(event) => setFixed({ ...fixed, environment: event.target.value })}
          />
        </div>
      )}
      <LimitFields value={limits} onChange={setLimits} sends={sends} />
      <Button variant="primary" type="submit" disabled={!right || attempt.waitSeconds > 0} aria-disabled={attempt.busy}>
        {attempt.busy ? 'Creating …' : 'Create the key'}
      </Button>
    </form>
  );
}
