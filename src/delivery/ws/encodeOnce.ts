/**
 * Encodes a text that goes to many sockets in a row once. The services hand the same string to every subscriber, so
 * remembering the last one is enough.
 */
export function encodeOnce(): (text: string) => Buffer {
  let last = '';
  let bytes = Buffer.alloc(0);
  return (text) => {
    if (text !== last) {
      last = text;
      bytes = Buffer.from(text);
    }
    return bytes;
  };
}
