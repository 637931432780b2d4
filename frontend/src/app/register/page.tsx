import type { Metadata } from 'next';
import { Suspense } from 'react';
import { RegisterForm } from '@/features/auth/register-form';

export const metadata: Metadata = { title: 'Register · LogStream' };

export default function RegisterPage() {
  return (
    <Suspense fallback={<div className="lgw" />}>
      <RegisterForm />
    </Suspense>
  );
}
