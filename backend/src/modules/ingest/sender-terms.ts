import type { FixedFields } from '../../platform/http/principal.js';

/** What holds for one sender beside its tenant. */
export interface SenderTerms {
  /** What each of its records gets, whatever it says itself. */
  fixed?: FixedFields;
  /** Hears of the unpacked bytes of a call before they are decoded. @throws AppError to refuse the call */
  bytesRead?: (bytes: number) => void;
  /** Hears of the records of a call before they are stored. @throws AppError to refuse the call */
  recordsRead?: (records: number) => void;
}

export const NO_TERMS: SenderTerms = Object.freeze({});
