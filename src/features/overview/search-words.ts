/** Words as people type them, and texts that hold them: without accents and without case. Pure. */

/** `Policía` becomes `policia`. */
export function foldText(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The words of a search, folded, each once, at most ten. */
export function searchWords(typed: string): string[] {
  const words = foldText(typed).match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words)].slice(0, 10);
}

/** True when every word begins a word of the text. */
export function holdsWords(text: string, words: readonly string[]): boolean {
  const folded = ` ${foldText(text).replace(/[^\p{L}\p{N}]+/gu, ' ')}`;
  return words.every((word) => folded.includes(` ${word}`));
}
