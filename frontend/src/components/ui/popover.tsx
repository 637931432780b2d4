import * as Radix from '@radix-ui/react-popover';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from '@/lib/cn';

/** A menu or small panel that hangs on its trigger. */
export function Popover({ trigger, children, ...root }: { trigger: ReactNode; children: ReactNode } & ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root {...root}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      {children}
    </Radix.Root>
  );
}

export function PopoverContent({ className, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content className={cn('pop', className)} sideOffset={4} collisionPadding={8} {...props} />
    </Radix.Portal>
  );
}

export const PopoverClose = Radix.Close;
