/** Knows a certificate signing request (PKCS#10), so that it can be named where something else was wanted. */

export const certificateRequestArmour = /BEGIN (?:NEW )?CERTIFICATE REQUEST/;

const [sequence, integer, attributes] = [0x30, 0x02, 0xa0];

/** By its shape: a sequence whose first member has a version, a name, a public key and, at most, attributes. */
export function isCertificateRequest(der: Uint8Array): boolean {
  const [outer] = elementsOf(der);
  if (outer?.tag !== sequence) return false;
  const [information] = elementsOf(outer.content);
  if (information?.tag !== sequence) return false;
  const [version, name, publicKey, ...others] = elementsOf(information.content).map(({ tag }) => tag);
  return (
    version === integer &&
    name === sequence &&
    publicKey === sequence &&
    others.length <= 1 &&
    others.every((tag) => tag === attributes)
  );
}

interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** The elements that stand one after the other, as far as they are whole; of each only what is round its content. */
function elementsOf(der: Uint8Array): readonly DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < der.length;) {
    const [tag = 0, first = 0] = der.subarray(at, at + 2);
    const lengthBytes = first < 0x80 ? 0 : first - 0x80;
    const start = at + 2 + lengthBytes;
    if (lengthBytes > 4 || start > der.length) return elements;
    const length = lengthBytes === 0 ? first : der.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
    if (start + length > der.length) return elements;
    elements.push({ tag, content: der.subarray(start, start + length) });
    at = start + length;
  }
  return elements;
}
