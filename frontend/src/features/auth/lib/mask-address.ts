/** An address as it may stand on a screen that others see: `mira@acme.example` → `m•••@acme.example`. A user name is not an address and stays. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 1 ? address : `${address.charAt(0)}•••${address.slice(at)}`;
}
