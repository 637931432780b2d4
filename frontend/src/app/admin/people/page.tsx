import type { Metadata } from 'next';
import { People } from '@/features/admin/people/people';

export const metadata: Metadata = { title: 'People · Admin · LogStream' };

export default function PeoplePage() {
  return <People />;
}
