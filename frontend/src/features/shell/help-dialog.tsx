import { Modal } from '@/components/ui/dialog';

const KEYS: readonly (readonly [readonly string[], string])[] = [
  [['/'], 'Search'],
  [['f'], 'Find a source'],
  [['j', 'k'], 'Older, newer row'],
  [['Enter'], 'Details of the row'],
  [['Esc'], 'Close details, leave the input'],
  [['Space'], 'Pause or resume'],
  [['g'], 'Newest, and follow'],
  [['[', ']'], 'Tab of the details'],
  [['w'], 'Wrap lines'],
  [['c'], 'Copy the row as JSON'],
  [['↑', '↓'], 'Row before, after, in the lists of Admin'],
  [['?'], 'These keys'],
];

/** All keys. Nothing is taken while one types. */
export function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Modal open={open} onClose={onClose} title="Keys">
      <dl className="keys">
        {KEYS.map(([keys, text]) => (
          <div key={text}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
