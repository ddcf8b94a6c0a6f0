import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { attribute, escapeHtml, html, trustedHtml } from './html.ts';

/** What a browser makes of the five characters that we write as references. */
const read = (text: string) =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_all, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] as string,
  );

describe('the html tag', () => {
  it('lets no markup of a text through, in an element or an attribute, and loses no character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { text: made } = html`<p title="${text}" class='${text}'>${text}</p>`;
        assert.doesNotMatch(escapeHtml(text), /[<>"']/);
        const found = /^<p title="([^"<>]*)" class='([^'<>]*)'>([^<>]*)<\/p>$/.exec(made);
        assert.deepEqual(found?.slice(1).map(read), [text, text, text]);
      }),
    );
  });

  it('escapes what already looks escaped', () => {
    assert.equal(html`${'&lt;b&gt;'}`.text, '&amp;lt;b&amp;gt;');
  });

  const cases = [
    ['a number', html`${3}`, '3'],
    ['nought', html`${0}`, '0'],
    ['null, undefined and false as nothing', html`a${null}${undefined}${false}b`, 'ab'],
    ['the empty text', html`a${''}b`, 'ab'],
    ['markup of our own as it is', html`<p>${html`<b>${'<'}</b>`}</p>`, '<p><b>&lt;</b></p>'],
    ['a list joined without commas', html`${['a', html`<br>`, null, ['<', 1]]}`, 'a<br>&lt;1'],
    ['trusted markup', html`${trustedHtml('<hr>')}`, '<hr>'],
    ['an attribute with a value', attribute('title', 'a "b" <c>'), ' title="a &quot;b&quot; &lt;c&gt;"'],
    ['an attribute without one', attribute('required', true), ' required'],
    ['no attribute', html`<i${attribute('a', null)}${attribute('b', undefined)}${attribute('c', false)}>`, '<i>'],
    [
      'an attribute of nought and of the empty text',
      html`<i${attribute('a', 0)}${attribute('b', '')}>`,
      '<i a="0" b="">',
    ],
  ] as const;
  for (const [what, made, expected] of cases) it(`writes ${what}`, () => assert.equal(made.text, expected));
});
