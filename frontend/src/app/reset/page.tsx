import type { Metadata } from 'next';
import { Suspense } from 'react';
import { ResetForm } from '@/features/auth/reset-form';

export const metadata: Metadata = { title: 'New password · LogStream' };

export default function ResetPage() {
  return (
    <Suspense fallback={<div className="lgw" />}>
      <ResetForm />
    </Suspense>
  );
}
