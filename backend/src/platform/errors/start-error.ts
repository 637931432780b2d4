/**
 * Why the platform cannot start, in one plain sentence that also says what to do. It is printed as it is, without a stack,
 * so its message must never hold a secret.
 */
export class StartError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StartError';
  }
}
