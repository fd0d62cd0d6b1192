/**
 * Markup that is safe by construction: text put into an `html` template is escaped; only what another template made is
 * taken as markup. Nothing else in the report writes markup, so nothing hostile can.
 */

export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | null | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}

function render(content: Content): string {
  if (content === null) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'number') return String(content);
  if (typeof content === 'string') return escapeMarkup(content);
  return content.map(render).join('');
}

/** A template whose substitutions are escaped. Attributes must be quoted; never substitute into a script or style. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let text = strings[0] as string;
  for (const [position, content] of contents.entries()) text += render(content) + (strings[position + 1] as string);
  return new Markup(text);
}

/**
 * JSON for a `<script type="application/json">`: no `<` (so no `</script>` and no `<!--`) and no line separators that
 * older parsers trip over. `JSON.parse` reads back the same value.
 */
export function scriptJson(value: unknown): Markup {
  const escaped = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return new Markup(escaped);
}
