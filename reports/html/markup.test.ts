import fc from 'fast-check';
import { expect, it } from 'vitest';
import { html, scriptJson } from './markup.ts';

it('escapes text and takes markup as it is', () => {
  const inner = html`<b title="${'"quoted\''}">${'<i>&'}</b>`;
  expect(inner.text).toBe('<b title="&quot;quoted&#39;">&lt;i&gt;&amp;</b>');
  expect(html`<p>${[inner, null, 3, ' & ']}</p>`.text).toBe(`<p>${inner.text}3 &amp; </p>`);
});

it('lets no text end a script element, and reads back the same', () => {
  const value = fc.jsonValue();
  const nasty = fc.constantFrom('</script>', '<!--', ']]>', '\u2028', '\u2029', '&lt;');
  fc.assert(
    fc.property(fc.array(fc.oneof(value, nasty)), (list) => {
      const { text } = scriptJson(list);
      expect(text).not.toMatch(/[<>&\u2028\u2029]/);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(list)));
    }),
  );
});
