/**
 * Letters, digits and marks of scripts that put something between words. Chinese, Japanese, Korean, Thai and their like do not
 * (or let endings follow), and symbols and emoji stand beside words: an end of a term that is one of them may touch anything.
 */
const UNSPACED = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo', 'Thai', 'Lao', 'Khmer', 'Myanmar', 'Tibetan'].map((name) => `\\p{Script=${name}}`);
/** The long-vowel marks of Japanese belong to no script, variation selectors to the emoji before them. */
const SHARED = '\\u30fc\\uff70\\ufe00-\\ufe0f';
const WORD = `(?![${UNSPACED.join('')}${SHARED}])[\\p{L}\\p{M}\\p{N}]`;
const BEGINS = new RegExp(`^${WORD}`, 'u');
const ENDS = new RegExp(`${WORD}$`, 'u');

/** Whether a term begins with what would join a letter before it to one word. */
export const beginsLikeWord = (text: string): boolean => BEGINS.test(text);

/** Whether a term ends with what would join a letter after it to one word. */
export const endsLikeWord = (text: string): boolean => ENDS.test(text);
