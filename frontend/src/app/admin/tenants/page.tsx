import type { Metadata } from 'next';
import { Tenants } from '@/features/admin/tenants/tenants';

export const metadata: Metadata = { title: 'Tenants · Admin · LogStream' };

export default function TenantsPage() {
  return <Tenants />;
}
