import { cn } from '@/lib/cn';

/** Drawn on a 16 px grid with a 1.5 px stroke; inline, so that no icon package and no request is needed. */
const PATHS = {
  search: 'M7 11.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM10.500 10.500l3 3',
  explore: 'M2.5 4h11M2.5 8h7M2.5 12h4M11.5 10.5a2 2 0 1 0 0 .01M13 12.2l1.2 1.3',
  help: 'M6 6.2a2 2 0 1 1 2.8 1.9c-.6.3-.8.6-.8 1.4M8 11.8v.1M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1.500v1.500M8 13v1.500M1.500 8H3M13 8h1.500M3.400 3.400l1.100 1.100M11.500 11.500l1.100 1.100M3.400 12.600l1.100-1.100M11.500 4.500l1.100-1.100',
  clock: 'M8 5v3.200l2 1.300M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z',
  down: 'M4 6.5l4 4 4-4',
  up: 'M4 9.500l4-4 4 4',
  arrowUp: 'M8 13V3.500M4 7.200L8 3.200l4 4',
  pause: 'M5.500 3.500v9M10.500 3.500v9',
  play: 'M5 3.500l7 4.500-7 4.500z',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3.500 8.500l3 3 6-7',
  link: 'M6.5 9.5l3-3M7 4.5l1.2-1.2a3 3 0 0 1 4.5 4.5L11.500 9M9 11.5l-1.200 1.200a3 3 0 0 1-4.500-4.500L4.500 7',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  wrap: 'M2.500 4h11M2.500 8h9a2 2 0 0 1 0 4.500H8M9.500 11L8 12.500 9.500 14M2.500 12h2.500',
  filter: 'M2.500 4h11M4.500 8h7M6.500 12h3',
  plus: 'M8 3v10M3 8h10',
  warning: 'M8 2.500l6 11H2zM8 7v3M8 11.800v.01',
  user: 'M8 8a2.700 2.700 0 1 0 0-5.400A2.700 2.700 0 0 0 8 8zM2.800 13.600a5.300 5.300 0 0 1 10.400 0',
  admin:
    'M2.500 4.500h6M11.500 4.500h2M10 6.100a1.600 1.600 0 1 0 0-3.200 1.600 1.600 0 0 0 0 3.200zM2.500 11.500h2M7.500 11.500h6M6 13.100a1.600 1.600 0 1 0 0-3.200 1.600 1.600 0 0 0 0 3.200z',
  download: 'M8 2.500v7.500M4.800 7L8 10.200 11.200 7M3 13.500h10',
  reload: 'M13 8a5 5 0 1 1-1.500-3.500M13 2.500v3h-3',
  signOut: 'M6.500 2.500h-4v11h4M6.500 8h7M10.500 5l3 3-3 3',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, small, className }: { name: IconName; small?: boolean; className?: string }) {
  return (
    <svg className={cn('i', small && 's', className)} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Mark() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d="M3 4h9M3 8h14M3 12h6M3 16h11" stroke="var(--fg)" strokeWidth="2" strokeLinecap="round" />
      <path d="M12.500 12h4.500" stroke="var(--accent)" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
