import * as Dialog from '@radix-ui/react-dialog';
import type { ReactNode } from 'react';
import { Icon } from './icon';
import { Button } from './button';

interface PanelProps {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
}

/** A small window in the middle, for help. */
export function Modal({ open, onClose, title, children }: PanelProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="modal" data-modal aria-describedby={undefined}>
          <div className="ph">
            <Dialog.Title asChild>
              <h2>{title}</h2>
            </Dialog.Title>
            <span className="sp" />
            <Dialog.Close asChild>
              <Button variant="quiet" size="small" icon aria-label="Close">
                <Icon name="close" />
              </Button>
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Comes from below on a phone: facets, details. */
export function Sheet({ open, onClose, title, children }: PanelProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="sheet" data-modal aria-describedby={undefined}>
          <Dialog.Close className="grab" aria-label="Close">
            <i />
          </Dialog.Close>
          <Dialog.Title className="sr-only">{title}</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
