import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '@/lib/api/error';

/** One thing that a person tries: send a form, press a button. */
export interface Attempt {
  busy: boolean;
  /** Why the last try did not work, in a sentence. */
  message: string | undefined;
  /** Seconds until it may be tried again. */
  waitSeconds: number;
  /** Tries; gives whether it worked. Does nothing while a try runs or a pause lasts. */
  run: (action: () => Promise<unknown>) => Promise<boolean>;
  clear: () => void;
}

/** Says what a refusal means; gives undefined to leave it to the server's own sentence. */
export type Sentence = (error: ApiError) => string | undefined;

function sentenceOf(error: unknown, own: Sentence | undefined): string {
  if (!(error instanceof ApiError)) return 'Something went wrong in this page. Try again.';
  return own?.(error) ?? error.message;
}

/** State of a try: busy, refused with a sentence, or paused by a limit with its seconds counted down. */
export function useAttempt(own?: Sentence): Attempt {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const [waitSeconds, setWaitSeconds] = useState(0);
  const running = useRef(false);
  const words = useRef(own);
  useEffect(() => {
    words.current = own;
  });

  const waiting = waitSeconds > 0;
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => setWaitSeconds((left) => Math.max(0, left - 1)), 1000);
    return () => clearInterval(timer);
  }, [waiting]);

  const run = useCallback(
    async (action: () => Promise<unknown>): Promise<boolean> => {
      if (running.current || waiting) return false;
      running.current = true;
      setBusy(true);
      setRefusal(undefined);
      try {
        await action();
        return true;
      } catch (error) {
        if (error instanceof ApiError && error.status === 429) setWaitSeconds(Math.ceil(error.retryAfterSeconds ?? 30));
        else setRefusal(sentenceOf(error, words.current));
        return false;
      } finally {
        running.current = false;
        setBusy(false);
      }
    },
    [waiting],
  );
  const clear = useCallback(() => setRefusal(undefined), []);
  return { busy, message: waiting ? `Too many tries. Try again in ${waitSeconds} s.` : refusal, waitSeconds, run, clear };
}
