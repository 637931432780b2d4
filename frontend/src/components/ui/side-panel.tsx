import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { usePhone } from '@/lib/hooks/use-media-query';
import { Button } from './button';
import { Sheet } from './dialog';
import { Icon } from './icon';

interface SidePanelProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** Details or a form beside a list, which narrows; a sheet on a phone. Takes the focus, and gives it back. */
export function SidePanel(props: SidePanelProps) {
  const phone = usePhone();
  if (!phone) return <Aside {...props} />;
  return (
    <Sheet open onClose={props.onClose} title={props.title}>
      <div className="spc">
        <h2>{props.title}</h2>
        {props.children}
      </div>
    </Sheet>
  );
}

function Aside({ title, onClose, children }: SidePanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    if (!heading.current?.closest('aside')?.contains(before)) heading.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    onClose();
  };
  return (
    <aside className="spn" aria-label={title} onKeyDown={onKey}>
      <div className="dh">
        <h2 ref={heading} tabIndex={-1} className="el">
          {title}
        </h2>
        <span className="sp" />
        <Button variant="quiet" size="small" icon aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </Button>
      </div>
      <div className="spc">{children}</div>
    </aside>
  );
}
