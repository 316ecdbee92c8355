/** Cuts a text at the places where a search was found, for marking them. Case does not matter. */
export interface TextPiece {
  readonly text: string;
  readonly isFound: boolean;
}

export function foundPieces(text: string, search: string): readonly TextPiece[] {
  const wanted = search.trim().toLocaleLowerCase();
  const lower = text.toLocaleLowerCase();
  // Some characters change length in lower case; then positions would not fit, and nothing is marked.
  if (wanted === '' || lower.length !== text.length) return [{ text, isFound: false }];
  const pieces: TextPiece[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, from)) {
    if (at > from) pieces.push({ text: text.slice(from, at), isFound: false });
    pieces.push({ text: text.slice(at, at + wanted.length), isFound: true });
    from = at + wanted.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isFound: false });
  return pieces;
}
