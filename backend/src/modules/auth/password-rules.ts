import { AppError } from '../../platform/errors/app-error.js';
import { PASSWORD_BYTES_MAX } from './password-hasher.js';

/** Fewest characters of a new password. */
export const PASSWORD_CHARACTERS_MIN = 8;

/**
 * Least strength of a new password, as zxcvbn scores it from 0 to 4: at 2 it takes more than a million guesses by somebody who
 * knows how people choose. Tries are slowed down and hashes are argon2id, so that is far more than anyone gets.
 */
const SCORE_MIN = 2;

/** Guessing longer texts costs much time and changes nothing. */
const RATED_CHARACTERS_MAX = 128;

type Rate = (password: string, known: string[]) => { score: number; reasons: string[] };
let rating: Promise<Rate> | undefined;

/** Its dictionaries are large, so they are read when the first password is chosen, not at the start. */
function loadRating(): Promise<Rate> {
  rating ??= (async () => {
    const [{ ZxcvbnFactory }, common, english] = await Promise.all([
      import('@zxcvbn-ts/core'),
      import('@zxcvbn-ts/language-common'),
      import('@zxcvbn-ts/language-en'),
    ]);
    const rater = new ZxcvbnFactory({
      dictionary: { ...common.dictionary, ...english.dictionary },
      graphs: common.adjacencyGraphs,
      translations: english.translations,
      maxLength: RATED_CHARACTERS_MAX,
    });
    return (password, known) => {
      const { score, feedback } = rater.check(password, known);
      return { score, reasons: [feedback.warning ?? '', ...feedback.suggestions].filter(Boolean) };
    };
  })();
  return rating;
}

function refuse(message: string, field: string): never {
  throw new AppError('bad_request', message, { details: { problems: [{ field, message }] } });
}

/**
 * Checks a password that somebody wants to have.
 * @param known what others know of the person: the address, the names
 * @param field of the request that it came in
 * @throws AppError bad_request with the reason
 */
export async function assertGoodPassword(password: string, known: readonly string[], field = 'password'): Promise<void> {
  if ([...password].length < PASSWORD_CHARACTERS_MIN) refuse(`The password is too short: it needs ${PASSWORD_CHARACTERS_MIN} characters or more.`, field);
  if (Buffer.byteLength(password) > PASSWORD_BYTES_MAX) refuse(`The password is too long: at most ${PASSWORD_BYTES_MAX} bytes.`, field);
  const rate = await loadRating();
  const parts = known.flatMap((text) => [text, ...text.split('@'), ...text.split(/[^\p{L}\p{N}]+/u)]).filter((part) => part.length > 2);
  const { score, reasons } = rate(password, [...parts, 'logstream']);
  if (score < SCORE_MIN) refuse(`The password is too easy to guess. ${reasons.join(' ')}`.trim(), field);
}
