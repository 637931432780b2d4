/** Texts that documentation and examples put where a secret belongs; compared without case, spaces and punctuation. */
const PLACEHOLDERS =
  /^(please)?(changeme|changethis|changeit|replaceme|todo|fixme|example|placeholder|default|secret|password|admin|test|none|null|undefined)+(now|please|inproduction)?\d*$/;
const YOURS = /^(your|my|the|some|insert|enter)(super|very|own|secret|password|key|token|signing|client|jwt|random|long|string|value|here|goes)+\d*$/;

/** True for a text that nobody has chosen as a secret: a placeholder, or the same few characters over and over. */
export function isPlaceholder(text: string): boolean {
  const plain = text.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (PLACEHOLDERS.test(plain) || YOURS.test(plain) || /^<.*>$/.test(text.trim())) return true;
  return new Set(text).size < 4;
}
