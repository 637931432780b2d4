import { Mark } from '@/components/ui/icon';

const BARS = Array.from({ length: 60 }, (_, index) => 14 + Math.round(10 * (1 + Math.sin(index / 6)) + ((index * 7) % 5)));

/** The shape of the trend before its first numbers. */
export function TrendSkeleton() {
  return (
    <section className="trend" aria-hidden="true">
      <div className="cap">
        <i className="sk" style={{ width: 150, height: 8 }} />
      </div>
      <div className="charts">
        <div className="bars">
          <div className="plot">
            {BARS.map((height, index) => (
              <div className="b" key={index}>
                <i className="sk" style={{ height }} />
              </div>
            ))}
          </div>
        </div>
      </div>
    </section>
  );
}

/** The shape of the rows; only when there is nothing else to show. */
export function ListSkeleton() {
  return (
    <div className="lg" role="status" aria-label="Reading the logs">
      <div className="lh" aria-hidden="true">
        <span>Time</span>
        <span>Severity</span>
        <span>Source</span>
        <span>Message</span>
      </div>
      <div className="rows still" aria-hidden="true">
        {Array.from({ length: 24 }, (_, index) => (
          <div className="lr" key={index}>
            <i className="sk" style={{ width: 84 }} />
            <i className="sk" style={{ width: 36 }} />
            <i className="sk" style={{ width: 64 + ((index * 23) % 44) }} />
            <i className="sk" style={{ width: `${33 + ((index * 29) % 50)}%` }} />
          </div>
        ))}
      </div>
    </div>
  );
}

const FACETS = [6, 9];

function FacetsSkeleton() {
  return FACETS.map((rows, group) => (
    <div className="fg" key={group}>
      <h3>{group === 0 ? 'Severity' : 'Source'}</h3>
      {Array.from({ length: rows }, (_, index) => (
        <div className="fv" key={index}>
          <span className="ck" />
          <i className="sk" style={{ width: `${50 + ((index * 37) % 45)}%` }} />
          <i className="sk" />
          <i className="sk sc" />
        </div>
      ))}
    </div>
  ));
}

/** The whole page while the session is asked for: its frame, with nothing in it that could be clicked in vain; `trouble` is why it takes long. */
export function PageSkeleton({ trouble }: { trouble: string | undefined }) {
  return (
    <div className="app" aria-busy="true">
      <div className="nav">
        <div className="mark">
          <Mark />
        </div>
      </div>
      <main className="main">
        <h1 className="sr-only">Explore</h1>
        <div className="bar q">
          <div className="inp qbar" />
          <div className="seg hide-s" aria-hidden="true">
            <span className="m">Last 15 min</span>
            <span className="m">
              <span className="dot o" />
              Connecting
            </span>
          </div>
        </div>
        <div className="chips">
          <i className="sk" style={{ width: 90 }} />
          <i className="sk" style={{ width: 90 }} />
        </div>
        <div className="ex">
          <div className="fac" aria-hidden="true">
            <div className="find" />
            <FacetsSkeleton />
          </div>
          <div className="ctr">
            <TrendSkeleton />
            <div className={trouble ? 'status warnbar' : 'status'} role="status">
              {trouble && (
                <>
                  <span className="lv cut">
                    <span className="dot o" />
                    Not signed in yet
                  </span>
                  <span className="el">{trouble} Asked again every few seconds.</span>
                </>
              )}
            </div>
            <ListSkeleton />
          </div>
        </div>
      </main>
    </div>
  );
}
