'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** The first part of Admin is people. */
export default function Admin() {
  const router = useRouter();
  useEffect(() => router.replace('/admin/people/'), [router]);
  return null;
}
