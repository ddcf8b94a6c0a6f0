/** What a draft says differently from the document that is public: sentence by sentence and number by number. Pure. */
import type { PublicDocument, PublicSection } from '#platform/publishable.ts';

export type DocumentChange = { where: string; before: string | null; after: string | null };

/** In the order of the draft; what is gone stands at the end. `tag`: the language in which texts are compared. */
export function diffDocuments(before: PublicDocument, after: PublicDocument, tag: string): DocumentChange[] {
  const [old, now] = [linesOf(before, tag), linesOf(after, tag)];
  const changed = [...now].flatMap(([where, text]) => {
    const was = old.get(where) ?? null;
    return was === text ? [] : [{ where, before: was, after: text }];
  });
  const gone = [...old].flatMap(([where, text]) => (now.has(where) ? [] : [{ where, before: text, after: null }]));
  return [...changed, ...gone];
}

/** Every text and number under the words by which a reader finds it. */
function linesOf(document: PublicDocument, tag: string): Map<string, string> {
  const say = (text: { readonly en: string } & Readonly<Record<string, string>>) => text[tag] ?? text.en;
  const lines = new Map<string, string>([
    ['title', say(document.title)],
    ['summary', say(document.summary)],
    ['as of', document.asOf],
  ]);
  const add = (section: PublicSection) => {
    const head = section.title ? say(section.title) : section.id;
    if (section.kind === 'text')
      for (const [index, text] of section.paragraphs.entries()) lines.set(`${head} ${index + 1}`, say(text));
    else if (section.kind === 'figures')
      for (const { label, value, of } of section.figures)
        lines.set(`${head}: ${say(label)}`, of ? `${value ?? ''} / ${of.value ?? ''}` : String(value ?? ''));
    else
      for (const { at, cells } of section.table.rows)
        for (const measure of section.table.measures) {
          const place = section.table.dimensions.map(({ id, categories }) => {
            const category = categories.find((one) => one.id === at[id]);
            return category ? say(category.label) : '*';
          });
          lines.set(`${head}: ${[...place, say(measure.label)].join(', ')}`, String(cells[measure.id] ?? ''));
        }
  };
  for (const section of document.sections) add(section);
  for (const { label, url } of document.links) lines.set(say(label), url);
  return lines;
}
