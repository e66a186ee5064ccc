import {Lexer, type Token} from 'marked';

/** Above this a text is shown as it is: reading it as markdown would hold up the page. */
const LONGEST = 300_000;

/** What a text consists of; null where it is too long, or too deeply nested, to be read. */
export type Lexed = readonly Token[] | null;

function lex(text: string): Lexed {
  try {
    return text.length > LONGEST ? null : new Lexer({gfm: true}).lex(text);
  } catch {
    return null; // Nested deeper than the stack.
  }
}

/**
 * Reads a text that grows at its end. What was read before its last paragraphs, lists or blocks of
 * code keeps its very tokens, so only what comes after it is read and rendered again.
 */
export class GrowingText {
  #text = '';
  #tokens: Token[] = [];
  /** How many tokens stay, and how much text they are. */
  #kept = 0;
  #keptLength = 0;

  /** @param isWhole nothing follows: links that are defined at the end count now */
  lex(text: string, isWhole: boolean): Lexed {
    if (isWhole) {
      return lex(text);
    }
    if (!text.startsWith(this.#text)) {
      this.#kept = 0;
      this.#keptLength = 0;
    }
    const rest = lex(text.slice(this.#keptLength));
    if (rest === null) {
      return null;
    }
    this.#text = text;
    this.#tokens = [...this.#tokens.slice(0, this.#kept), ...rest];
    this.#keep();
    return this.#tokens;
  }

  /**
   * All but the last two tokens that are not blank stay. What comes may belong to the last one, and
   * make it part of the one before: a `2` below a list is its next item once it is a `2.`.
   */
  #keep(): void {
    const isText = (token: Token) => token.type !== 'space';
    const last = this.#tokens.findLastIndex(isText);
    const end = this.#tokens.slice(0, Math.max(0, last)).findLastIndex(isText);
    for (; this.#kept < end; this.#kept++) {
      this.#keptLength += this.#tokens[this.#kept]!.raw.length;
    }
  }
}
