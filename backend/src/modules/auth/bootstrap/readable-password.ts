import { randomInt } from 'node:crypto';

/** Without digits and letters that look alike. */
const CHARACTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 5;

/** A password that is easy to read and type, with 99 random bits: four groups of five, joined by hyphens. */
export function readablePassword(): string {
  const group = () => Array.from({ length: GROUP_LENGTH }, () => CHARACTERS.charAt(randomInt(CHARACTERS.length))).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
