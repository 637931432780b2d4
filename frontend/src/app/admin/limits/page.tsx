import type { Metadata } from 'next';
import { Limits } from '@/features/admin/limits/limits';

export const metadata: Metadata = { title: 'Limits · Admin · LogStream' };

export default function LimitsPage() {
  return <Limits />;
}
