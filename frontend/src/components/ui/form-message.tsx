import { Icon } from './icon';

/** Why something did not work, beside what was tried. Read out when it appears. */
export function FormMessage({ message }: { message: string | undefined }) {
  return (
    <div role="alert">
      {message && (
        <div className="errl">
          <Icon name="warning" small />
          <span>{message}</span>
        </div>
      )}
    </div>
  );
}
