/**
 * Histories, database values, node logs and errors are hostile text. Whatever a report prints goes through here first:
 * control characters (a terminal would obey them) and invisible or direction-changing characters (a reader would be
 * misled by them) become visible escapes. Markup is escaped separately, by `html/markup.ts`.
 */

// C0 and C1 controls, soft hyphen, zero-width characters, line and paragraph separators, bidirectional controls,
// byte-order mark, lone surrogates, tag characters.
const dangerous =
  // eslint-disable-next-line no-control-regex -- control characters are what this pattern is for.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udc7f]/g;

const shortNames: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\x1b' };

function visibleEscape(match: string): string {
  const known = shortNames[match];
  if (known !== undefined) return known;
  const code = match.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** One line, safe to print anywhere: every dangerous character shown as an escape such as `\x1b` or `\u202e`. */
export function visibleText(text: string): string {
  return text.replace(dangerous, visibleEscape);
}

/**
 * A block of log text: keeps line breaks and tabs, drops complete colour sequences (they carry no meaning on paper),
 * shows everything else that is dangerous as an escape.
 */
export function visibleBlock(text: string): string {
  return (
    text
      .replace(/\r\n/g, '\n')
      // eslint-disable-next-line no-control-regex -- removes colour sequences.
      .replace(/\u001b\[[0-9;]*m/g, '')
      .replace(dangerous, (match) => (match === '\n' || match === '\t' ? match : visibleEscape(match)))
  );
}

/** At most `limit` UTF-16 units, ending in `…` if something was left out; never cuts a surrogate pair. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, Math.max(0, limit - 1));
  const last = cut.charCodeAt(cut.length - 1);
  return `${last >= 0xd800 && last < 0xdc00 ? cut.slice(0, -1) : cut}…`;
}
