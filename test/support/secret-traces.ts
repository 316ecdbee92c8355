/** What is random by itself: a salt or a hash in hex, whole, or an id. A few digits come up in it by chance. */
const random = /^(?:[\da-f]{32}|[\da-f]{64}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/u;

/** The values and names in a JSON text that hold the secret, as it is or encoded; an empty list is good. */
export function tracesOf(secret: string, json: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const encoded = [bytes.toString('hex'), bytes.toString('base64url')];
  const found: string[] = [];
  const look = (text: string): void => {
    if (encoded.some((one) => text.includes(one)) || (text.includes(secret) && !random.test(text))) found.push(text);
  };
  JSON.parse(json, (name: string, value: unknown) => {
    look(name);
    if (typeof value === 'string' || typeof value === 'number') look(String(value));
    return value;
  });
  return found;
}
