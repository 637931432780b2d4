import type { MailContent } from './sealed-content.js';

/** A mail before it is written: plain sentences, one of which may stand out. */
export interface Letter {
  subject: string;
  paragraphs: readonly string[];
  /** A code, shown large. */
  code?: string;
  /** A link with its label. */
  link?: { url: string; label: string };
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

const FOOTER = 'LogStream sends this because somebody asked for it. If it was not you, you need to do nothing.';
const FONT = 'font-family:system-ui,-apple-system,Segoe UI,sans-serif';

/** Writes a letter as text and as HTML. What people have chosen (names, addresses) is escaped; nothing is loaded from anywhere. */
export function compose({ paragraphs, code, link }: Letter): MailContent {
  const [first = '', ...rest] = paragraphs;
  const text = [first, ...(code === undefined ? [] : [`    ${code}`]), ...(link ? [link.url] : []), ...rest, `-- \n${FOOTER}`].join('\n\n');
  const shownCode = code === undefined ? '' : `<p style="font:600 28px ui-monospace,monospace;letter-spacing:.2em;margin:24px 0">${escape(code)}</p>`;
  const shownLink = link ? `<p style="margin:24px 0"><a href="${escape(link.url)}">${escape(link.label)}</a><br><small>${escape(link.url)}</small></p>` : '';
  const below = rest.map((paragraph) => `<p>${escape(paragraph)}</p>`).join('');
  const html =
    `<!doctype html><html lang="en"><body style="${FONT};font-size:15px;line-height:1.5;color:#1b1f24;max-width:520px">` +
    `<p>${escape(first)}</p>${shownCode}${shownLink}${below}<p style="color:#6b7280;font-size:13px">${escape(FOOTER)}</p></body></html>`;
  return { text, html };
}
