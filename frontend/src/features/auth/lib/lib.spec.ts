import { tokenOf } from './invitation-token';
import { maskAddress } from './mask-address';

test('an address is masked, a user name is not', () => {
  expect(maskAddress('mira@acme.example')).toBe('m•••@acme.example');
  expect(maskAddress('mira')).toBe('mira');
  expect(maskAddress('@x')).toBe('@x');
});

test('the token is found in a whole link, with or without more behind it', () => {
  expect(tokenOf(' https://x.example/register/?invitation=a-b_c&x=1#y ')).toBe('a-b_c');
  expect(tokenOf('a-b_c')).toBe('a-b_c');
});
