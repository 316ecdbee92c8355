import { foundPieces } from './found-pieces.ts';

/** Text with the places marked at which the search was found. */
export function FoundText({ text, search }: { readonly text: string; readonly search: string }) {
  if (text === '') return null;
  return (
    <bdi>
      {foundPieces(text, search).map((piece, index) =>
        piece.isFound ? <mark key={index}>{piece.text}</mark> : piece.text,
      )}
    </bdi>
  );
}
