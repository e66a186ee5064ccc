/** A piece of JSON text; `kind` is null for white space and punctuation. */
export interface Token {
  readonly text: string;
  readonly kind: 'key' | 'string' | 'number' | 'word' | null;
}

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)/g;

/** Longer JSON is shown without colours, so that a huge event does not hold the page up. */
const LONGEST = 100_000;

/** What `JSON.stringify` made, as pieces to colour; together they are the same text. */
export function tokens(json: string): Token[] {
  if (json.length > LONGEST) {
    return [{text: json, kind: null}];
  }
  const found: Token[] = [];
  let from = 0;
  const plain = (to: number) => to > from && found.push({text: json.slice(from, to), kind: null});
  for (const match of json.matchAll(TOKEN)) {
    const [text, string, colon, number] = match;
    plain(match.index);
    from = match.index + text.length;
    if (string !== undefined) {
      found.push({text: string, kind: colon === undefined ? 'string' : 'key'});
      if (colon !== undefined) {
        found.push({text: colon, kind: null});
      }
    } else {
      found.push({text, kind: number === undefined ? 'word' : 'number'});
    }
  }
  plain(json.length);
  return found;
}

/** Longer strings are shown cut: an image in base64 tells nobody anything. */
export const LONGEST_STRING = 2_000;

/** A value as JSON to be read: indented, with long strings cut, which say how long they are. */
export function readable(value: unknown): string {
  const cut = (_key: string, part: unknown) =>
    typeof part === 'string' && part.length > LONGEST_STRING
      ? `${part.slice(0, LONGEST_STRING)}… (${(part.length - LONGEST_STRING).toLocaleString('en')} more characters)`
      : part;
  return JSON.stringify(value, cut, 2) ?? 'null';
}
