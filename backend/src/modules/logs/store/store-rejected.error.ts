/** The store refused a batch because of its data: trying again cannot help, but a smaller batch finds the guilty record. */
export class StoreRejectedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreRejectedError';
  }
}
