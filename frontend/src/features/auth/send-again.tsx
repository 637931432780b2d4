import { useEffect, useState } from 'react';
import { useAttempt } from '@/lib/hooks/use-attempt';

const PAUSE_SECONDS = 30;

/** Asks for another code; not more often than every half minute. */
export function SendAgain({ send }: { send: () => Promise<void> }) {
  const [left, setLeft] = useState(PAUSE_SECONDS);
  const [sent, setSent] = useState(false);
  const attempt = useAttempt();
  const waiting = left > 0;
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1000);
    return () => clearInterval(timer);
  }, [waiting]);
  const again = async () => {
    setSent(await attempt.run(send));
    setLeft(PAUSE_SECONDS);
  };
  return (
    <>
      <button type="button" className="lnk" disabled={waiting || attempt.busy} onClick={() => void again()}>
        Send again
      </button>
      <span className="m" role="status">
        {attempt.message ?? (sent && waiting ? 'Sent.' : '')}
      </span>
      {waiting && !attempt.message && <span className="m">in {left} s</span>}
    </>
  );
}
