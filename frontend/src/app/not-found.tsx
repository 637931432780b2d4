import Link from 'next/link';

export default function NotFound() {
  return (
    <main className="lost">
      <h1>There is no page here</h1>
      <p>
        The address is not one of LogStream. <Link href="/explore/">Go to Explore</Link>
      </p>
    </main>
  );
}
