import { useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { useStoredSetting } from '@/lib/stored-setting';

const MIN = 320;
const MAX = 640;
const clamp = (width: number): number => Math.min(MAX, Math.max(MIN, Math.round(width)));

/** Beside the list, never over it; its edge can be dragged or moved with the arrow keys. */
export function Drawer({ children }: { children: ReactNode }) {
  const [stored, store] = useStoredSetting('drawer', '416');
  const width = clamp(Number(stored) || 416);
  const box = useRef<HTMLElement>(null);
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const from = event.clientX;
    const move = (next: globalThis.PointerEvent) => box.current?.style.setProperty('width', `${clamp(width + from - next.clientX)}px`);
    const end = (last: globalThis.PointerEvent) => {
      handle.removeEventListener('pointermove', move);
      store(String(clamp(width + from - last.clientX)));
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', end, { once: true });
  };
  const step = (event: KeyboardEvent) => {
    const by = { ArrowLeft: 16, ArrowRight: -16 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    store(String(clamp(width + by)));
  };
  return (
    <aside ref={box} className="drawer" style={{ width }} aria-label="Log details">
      <div
        className="grip"
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of the details"
        aria-valuemin={MIN}
        aria-valuemax={MAX}
        aria-valuenow={width}
        tabIndex={0}
        onPointerDown={drag}
        onKeyDown={step}
      />
      {children}
    </aside>
  );
}
