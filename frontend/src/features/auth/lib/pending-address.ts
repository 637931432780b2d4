const KEY = 'logstream.pending-address';

/** The address that a code was sent to, kept for a reload of this tab; it never stands in the page's own address. */
export function pendingAddress(): string {
  try {
    return sessionStorage.getItem(KEY) ?? '';
  } catch {
    return ''; // storage may be switched off: the page asks for the address then
  }
}

export function keepPendingAddress(address: string): void {
  try {
    if (address) sessionStorage.setItem(KEY, address);
    else sessionStorage.removeItem(KEY);
  } catch {
    // not kept over a reload
  }
}
