'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** The first page is the live one. */
export default function Home() {
  const router = useRouter();
  useEffect(() => router.replace('/explore/'), [router]);
  return null;
}
