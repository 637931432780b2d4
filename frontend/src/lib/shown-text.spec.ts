import { shownText } from './shown-text';

test('leaves plain text as it is, of any language, on any number of lines', () => {
  for (const text of ['GET / 200', 'at a\n\tat b\r\n', 'שלום 日本語 🚀 e\u0301 👩‍👧']) expect(shownText(text)).toBe(text);
});

test('leaves out the colours and titles of terminals', () => {
  expect(shownText('\u001b[31mred\u001b[0m \u001b[1;38;5;208mbold\u001b[K')).toBe('red bold');
  expect(shownText('\u001b]0;title\u0007text \u001b]8;;http://x\u001b\\link')).toBe('text link');
});

test('shows what is hidden or turns the text around', () => {
  expect(shownText('a\u0000b\u0007c\u001bd\u007f')).toBe('a␀b␇c␛d␡');
  expect(shownText('user \u202egpj.exe')).toBe('user \\u202egpj.exe');
  expect(shownText('\u0085\u2066')).toBe('\\u0085\\u2066');
});
