import type { Metadata } from 'next';
import { ProfileRoute } from '@/features/profile/profile-route';

export const metadata: Metadata = { title: 'Profile · LogStream' };

export default function ProfilePage() {
  return <ProfileRoute />;
}
