/** The token in what somebody pastes: the whole link, or the token alone. */
export function tokenOf(pasted: string): string {
  const text = pasted.trim();
  return /[?&]invitation=([^&#\s]+)/.exec(text)?.[1] ?? text;
}
