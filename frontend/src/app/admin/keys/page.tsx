import type { Metadata } from 'next';
import { Keys } from '@/features/admin/keys/keys';

export const metadata: Metadata = { title: 'API keys · Admin · LogStream' };

export default function KeysPage() {
  return <Keys />;
}
