import { Mark } from '@/components/ui/icon';

/** The frame of a page while it is not known who asks for it; says why when that takes long. */
export function PageWaiting({ title, trouble }: { title: string; trouble: string | undefined }) {
  return (
    <div className="app">
      <div className="nav" aria-hidden="true">
        <div className="mark">
          <Mark />
        </div>
      </div>
      <main className="main">
        <header className="bar">
          <h1>{title}</h1>
        </header>
        <div className="nil" role="status">
          {trouble && (
            <>
              <h2>Cannot sign in yet</h2>
              <p>{trouble} The page tries again every 3 s.</p>
            </>
          )}
        </div>
      </main>
    </div>
  );
}
