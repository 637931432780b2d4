import type { Metadata } from 'next';
import { Mails } from '@/features/admin/mail/mails';

export const metadata: Metadata = { title: 'Mail · Admin · LogStream' };

export default function MailsPage() {
  return <Mails />;
}
