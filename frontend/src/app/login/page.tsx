import type { Metadata } from 'next';
import { Suspense } from 'react';
import { LoginForm } from '@/features/auth/login-form';

export const metadata: Metadata = { title: 'Sign in · LogStream' };

export default function LoginPage() {
  return (
    <Suspense fallback={<div className="lgw" />}>
      <LoginForm />
    </Suspense>
  );
}
