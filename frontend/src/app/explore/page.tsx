import type { Metadata } from 'next';
import { ExploreRoute } from '@/features/explore/explore-route';

export const metadata: Metadata = { title: 'Explore · LogStream' };

export default function ExplorePage() {
  return <ExploreRoute />;
}
