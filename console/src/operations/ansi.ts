/** A piece of a line in one style. */
export interface Piece {
  readonly text: string;
  readonly colour: Colour | null;
  readonly isBold: boolean;
  readonly isDim: boolean;
  readonly isItalic: boolean;
  readonly isUnderlined: boolean;
}

export type Colour = 'grey' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

const PLAIN: Omit<Piece, 'text'> = {
  colour: null,
  isBold: false,
  isDim: false,
  isItalic: false,
  isUnderlined: false,
};

/* Black and white are the page's own colours, whatever its theme. */
const COLOURS: readonly (Colour | null)[] = [
  null,
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  null,
];

/* CSI, then OSC and the like up to their end, then any other escape; then what is left of C0 and C1. */
const ESCAPES =
  /(?:\u001b\[|\u009b)([0-?]*)[ -/]*([@-~])|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * A line that a terminal would have coloured, as pieces. Of the escape sequences those for colours
 * and weights of letters count; all others, and control characters but tab and line feed, are taken
 * out. Nothing in a line can do more than colour its own text with the page's colours.
 */
export function pieces(line: string): Piece[] {
  const found: Piece[] = [];
  let style = PLAIN;
  let from = 0;
  const take = (to: number) => {
    if (to > from) {
      found.push({...style, text: line.slice(from, to)});
    }
  };
  for (const match of line.matchAll(ESCAPES)) {
    take(match.index);
    from = match.index + match[0].length;
    if (match[2] === 'm') {
      style = restyled(style, match[1] ?? '');
    }
  }
  take(line.length);
  return found;
}

/** The same without any style, as it is searched and copied. */
export function plain(line: string): string {
  return pieces(line)
    .map(({text}) => text)
    .join('');
}

function restyled(style: Omit<Piece, 'text'>, parameters: string): Omit<Piece, 'text'> {
  const codes = parameters.split(/[;:]/).map(Number);
  let now = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === 38 || code === 48) {
      // An extended colour: 5;N or 2;R;G;B. Of those, the first sixteen are known here.
      const [mode, index = 0] = codes.slice(i + 1);
      i += mode === 5 ? 2 : mode === 2 ? 4 : 0;
      now = code === 38 ? {...now, colour: mode === 5 ? ofSixteen(index) : null} : now;
    } else {
      now = withCode(now, code);
    }
  }
  return now;
}

function withCode(style: Omit<Piece, 'text'>, code: number): Omit<Piece, 'text'> {
  switch (code) {
    case 0:
      return PLAIN;
    case 1:
      return {...style, isBold: true};
    case 2:
      return {...style, isDim: true};
    case 3:
      return {...style, isItalic: true};
    case 4:
      return {...style, isUnderlined: true};
    case 22:
      return {...style, isBold: false, isDim: false};
    case 23:
      return {...style, isItalic: false};
    case 24:
      return {...style, isUnderlined: false};
    case 39:
      return {...style, colour: null};
    default:
      return code >= 30 && code <= 37
        ? {...style, colour: ofSixteen(code - 30)}
        : code >= 90 && code <= 97
          ? {...style, colour: ofSixteen(code - 82)}
          : style;
  }
}

function ofSixteen(index: number): Colour | null {
  return index === 8 ? 'grey' : index < 16 ? (COLOURS[index % 8] ?? null) : null;
}
