import { Slot } from '@radix-ui/react-slot';
import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn';

const variants = cva('btn', {
  variants: {
    variant: { outline: '', primary: 'p', quiet: 'q' },
    size: { default: '', small: 'sm' },
    icon: { true: 'i', false: '' },
  },
  defaultVariants: { variant: 'outline', size: 'default', icon: false },
});

type ButtonProps = ComponentProps<'button'> & VariantProps<typeof variants> & { asChild?: boolean };

export function Button({ className, variant, size, icon, asChild, type, ...props }: ButtonProps) {
  const Element = asChild ? Slot : 'button';
  return <Element type={asChild ? undefined : (type ?? 'button')} className={cn(variants({ variant, size, icon }), className)} {...props} />;
}
