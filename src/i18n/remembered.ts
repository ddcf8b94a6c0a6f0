/** Sentences with numbers, each distinct one formatted once: plural rules and number formats are the dear part of a page. */
import type { Translate } from './translate.ts';

const longestKept = 60;

/** The same sentences as `t`, which must be of one language. Only short values are kept, so that no long text stays in memory; forgets all of them when there are more than `most`. */
export function remembered(t: Translate, most = 1_000): Translate {
  const known = new Map<string, string>();
  return (key, values) => {
    if (values === undefined) return t(key);
    if (Object.values(values).some((value) => typeof value === 'string' && value.length > longestKept))
      return t(key, values);
    const asked = `${key} ${JSON.stringify(values)}`;
    const before = known.get(asked);
    if (before !== undefined) return before;
    const sentence = t(key, values);
    if (known.size >= most) known.clear();
    known.set(asked, sentence);
    return sentence;
  };
}
