/** The number of a record under a demand, by which letters and logs name it. */
export function recordNumber(demandNumber: string, position: number): string {
  return `${demandNumber}-${String(position).padStart(4, '0')}`;
}
