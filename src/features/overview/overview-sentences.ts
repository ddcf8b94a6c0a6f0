/** Sentences with numbers, each distinct one formatted once: plural rules and number formats are the dear part of a page. */
import type { Translate } from '#i18n/translate.ts';

/** The same sentences as `t`, which must be of one language; forgets all of them when there are more than `most`. */
export function remembered(t: Translate, most = 1_000): Translate {
  const known = new Map<string, string>();
  return (key, values) => {
    if (values === undefined) return t(key);
    const asked = `${key} ${JSON.stringify(values)}`;
    const before = known.get(asked);
    if (before !== undefined) return before;
    const sentence = t(key, values);
    if (known.size >= most) known.clear();
    known.set(asked, sentence);
    return sentence;
  };
}
