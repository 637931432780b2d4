import { AppError } from '../../../platform/errors/app-error.js';

/** Refuses a query, with facts for who wrote it. @throws AppError invalid_query */
export function failQuery(message: string, details: Record<string, unknown>): never {
  throw new AppError('invalid_query', message, { details });
}

/** Reads a query from left to right. */
export class QueryScanner {
  position = 0;

  constructor(readonly text: string) {}

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  skipSpace(): void {
    this.take(/\s*/y);
  }

  /** What a sticky expression matches here, which is then behind; nothing moves when it does not match. */
  take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.position;
    const match = expression.exec(this.text) ?? undefined;
    if (match) this.position += match[0].length;
    return match;
  }

  /** @throws AppError invalid_query at this position, or at an earlier one */
  fail(message: string, position = this.position): never {
    failQuery(message, { field: 'query', position });
  }
}

/** The text of a phrase between its quotes, where a backslash takes the next character as it is. */
export const unescapePhrase = (phrase: string): string => phrase.replace(/\\(.)/gs, '$1');
